-- What the kernel's appends are measured against: the same rows written by hand.

create table {{schema}}.raw_event (
  position bigint generated always as identity primary key,
  stream_id text not null,
  version integer not null,
  type text not null,
  data json not null,
  unique (stream_id, version)
);

-- One row of each kind for each command, as the kernel writes them, with the same keys.
create table {{schema}}.raw_stream (stream_id text primary key, version integer not null);
create table {{schema}}.raw_command (command_id text primary key, stream_id text not null, position bigint not null);

grant select, insert, update on {{schema}}.raw_event, {{schema}}.raw_stream, {{schema}}.raw_command to {{app}};

-- A read model in two revisions, and the view that readers have of it. Every batch updates most of the rows, which
-- should stay in their pages; Emmett's table has the same room.
create table {{schema}}.totals_v1 (stream_id text primary key, events bigint not null, cents bigint not null)
  with (fillfactor = 50);
create table {{schema}}.totals_v2 (stream_id text primary key, events bigint not null, cents bigint not null)
  with (fillfactor = 50);
create view {{schema}}.totals with (security_invoker = true) as select * from {{schema}}.totals_v1;
grant select, insert, update on {{schema}}.totals_v1, {{schema}}.totals_v2 to {{system}};
grant select on {{schema}}.totals to {{system}};
