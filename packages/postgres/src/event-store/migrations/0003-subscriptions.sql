-- Who reads the log, and how far. The epoch fences: only the owner with the present one moves the checkpoint.
create table {{schema}}.subscriptions (
  name text collate "C" not null,
  revision integer not null,
  position bigint not null check (position >= 0),
  status text not null default 'running' check (status in ('running', 'stopped', 'retired')),
  owner text,
  lease_until timestamptz not null default '-infinity',
  epoch bigint not null default 0,
  heartbeat_at timestamptz, -- when the owner last turned, whether or not there was something to handle
  last_error text,
  attempts integer not null default 0,
  primary key (name, revision)
) with (fillfactor = 50); -- each batch updates its row, which should stay in its page

-- Events that could not be handled and were put aside.
create table {{schema}}.parked (
  subscription text collate "C" not null,
  revision integer not null,
  position bigint not null,
  error text not null,
  attempts integer not null,
  at timestamptz not null,
  primary key (subscription, revision, position),
  foreign key (subscription, revision) references {{schema}}.subscriptions on delete cascade
);

alter table {{schema}}.subscriptions enable row level security;
alter table {{schema}}.parked enable row level security;
create policy system on {{schema}}.subscriptions to {{system}} using (true) with check (true);
create policy system on {{schema}}.parked to {{system}} using (true) with check (true);
-- Requests wait for a read model; they need to see how far it is, and nothing that an error may quote.
create policy reader on {{schema}}.subscriptions for select to {{app}} using (true);
grant select (name, revision, position, status) on {{schema}}.subscriptions to {{app}};
grant select, insert, update on {{schema}}.subscriptions to {{system}};
grant select, insert, delete on {{schema}}.parked to {{system}};
