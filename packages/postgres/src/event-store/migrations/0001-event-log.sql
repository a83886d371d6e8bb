-- The log of one service. Only the functions below write to it; they run as the kernel role and take the row in
-- log_head first, so that the order of commits is the order of positions.

create table {{schema}}.log_head (
  id smallint primary key check (id = 1),
  position bigint not null
) with (fillfactor = 10); -- room for versions of the one row, so that updates stay in its page
insert into {{schema}}.log_head values (1, 0);

create table {{schema}}.streams (
  tenant_id uuid not null,
  stream_id text collate "C" not null,
  category text collate "C" not null,
  version integer not null,
  archived_at timestamptz,
  primary key (tenant_id, stream_id)
) with (fillfactor = 80);

-- data and meta are canonical JSON (RFC 8785), kept verbatim as type json does: what is hashed is what is stored.
create table {{schema}}.events (
  position bigint primary key,
  tenant_id uuid not null,
  stream_id text collate "C" not null,
  category text collate "C" not null,
  version integer not null,
  event_id uuid not null,
  type text collate "C" not null,
  schema_version integer not null,
  data json not null,
  meta json not null,
  recorded_at timestamptz not null,
  leaf bytea not null,
  leaf_has_version boolean not null, -- whether the request knew the version, which is then part of the leaf
  unique (tenant_id, stream_id, version)
);
create index on {{schema}}.events (category, position);

-- What was accepted, under the id that the caller gave it. A command that writes to several streams has several parts.
create table {{schema}}.commands (
  tenant_id uuid not null,
  command_id text collate "C" not null,
  part smallint not null,
  fingerprint bytea not null,
  stream_id text collate "C" not null,
  version integer not null,
  position bigint not null,
  size integer not null,
  result json,
  at timestamptz not null,
  primary key (tenant_id, command_id, part)
);

create function {{schema}}.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'events of {{schema}} are never changed or removed' using errcode = 'restrict_violation';
end
$$;
create trigger append_only before update or delete on {{schema}}.events
  for each row execute function {{schema}}.refuse_change();
create trigger append_only_truncate before truncate on {{schema}}.events
  for each statement execute function {{schema}}.refuse_change();

alter table {{schema}}.log_head enable row level security;
alter table {{schema}}.streams enable row level security;
alter table {{schema}}.events enable row level security;
alter table {{schema}}.commands enable row level security;
create policy kernel on {{schema}}.log_head to {{kernel}} using (true) with check (true);
create policy kernel on {{schema}}.streams to {{kernel}} using (true) with check (true);
create policy kernel on {{schema}}.events to {{kernel}} using (true) with check (true);
create policy kernel on {{schema}}.commands to {{kernel}} using (true) with check (true);
create policy system on {{schema}}.log_head for select to {{system}} using (true);
create policy system on {{schema}}.streams for select to {{system}} using (true);
create policy system on {{schema}}.events for select to {{system}} using (true);
create policy system on {{schema}}.commands for select to {{system}} using (true);
create policy tenant on {{schema}}.events for select to {{app}}
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

grant select on {{schema}}.log_head, {{schema}}.streams, {{schema}}.commands to {{system}};
grant select on {{schema}}.events to {{app}}, {{system}};
grant select, update on {{schema}}.log_head to {{kernel}};
grant select, insert, update on {{schema}}.streams to {{kernel}};
grant select, insert on {{schema}}.events, {{schema}}.commands to {{kernel}};
revoke update, delete, truncate on {{schema}}.events
  from public, {{owner}}, {{kernel}}, {{app}}, {{system}};
