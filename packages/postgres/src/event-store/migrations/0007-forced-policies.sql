-- The policies of the tables that hold what belongs to a tenant bind their owner too. Whoever gets hold of the owner
-- role then sees no rows instead of all. A migration of data that needs to see them opens with a policy for the owner,
-- and drops it in the same transaction.
alter table {{schema}}.streams force row level security;
alter table {{schema}}.events force row level security;
alter table {{schema}}.commands force row level security;
alter table {{schema}}.snapshots force row level security;
