-- An operator cannot handle a parked event: the handler is in the service. So they ask for it, and whoever runs the
-- subscription handles it between two of its batches. Null if nobody has asked, or if it has failed again since.
alter table {{schema}}.parked add column replay_asked_at timestamptz;
grant update (error, attempts, replay_asked_at) on {{schema}}.parked to {{system}};
