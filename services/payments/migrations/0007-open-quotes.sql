-- Quotes that are neither used nor said to have expired: a projection of the log, a moment behind it.
create table {{schema}}.open_quote (
  tenant_id uuid not null,
  id uuid not null,
  expires_at timestamptz not null,
  primary key (tenant_id, id)
);
-- In the order in which they expire.
create index open_quote_by_time on {{schema}}.open_quote (expires_at, id, tenant_id);

alter table {{schema}}.open_quote enable row level security;
alter table {{schema}}.open_quote force row level security;
create policy tenant on {{schema}}.open_quote to {{app}}
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy system on {{schema}}.open_quote to {{system}} using (true) with check (true);
grant select, insert, delete on {{schema}}.open_quote to {{system}};
