-- The list is in the order of `sequence`. It is given out under a lock that is held until the commit, so that
-- no account can ever appear before one that could be seen already.
create table {{schema}}.account (
  sequence bigint generated always as identity primary key,
  id uuid not null unique,
  organisation_id uuid not null,
  version integer not null,
  created_on text not null,
  modified_on text not null,
  -- json, not jsonb: what was sent comes back in its order.
  attributes json not null
);

grant select, insert, update, delete on {{schema}}.account to {{app}};
