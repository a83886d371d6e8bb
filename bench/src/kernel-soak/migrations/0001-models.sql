-- What the kernel is tried with: rows of a service that travel with its events, and read models that follow the log.
create table {{schema}}.posting (id text primary key, cents integer not null);
grant select, insert on {{schema}}.posting to {{app}};

create table {{schema}}.noted (
  came bigint generated always as identity,
  model text not null,
  position bigint not null,
  primary key (model, position)
);
grant select, insert on {{schema}}.noted to {{system}};

create table {{schema}}.totals (
  revision integer not null,
  tenant_id uuid not null,
  stream_id text not null,
  events integer not null,
  last_position bigint not null,
  primary key (revision, tenant_id, stream_id)
);
alter table {{schema}}.totals enable row level security;
alter table {{schema}}.totals force row level security;
create policy system on {{schema}}.totals to {{system}} using (true) with check (true);
grant select, insert, update on {{schema}}.totals to {{system}};

-- The revision that readers see.
create table {{schema}}.shown (revision integer not null);
insert into {{schema}}.shown values (1);
grant select, update on {{schema}}.shown to {{system}};
