-- What tenants have in a service that keeps them apart: a table with the one policy, a view of it, a table in parts.
create table {{schema}}.box (
  tenant_id uuid not null,
  id text not null,
  label text not null,
  primary key (tenant_id, id)
);
alter table {{schema}}.box enable row level security;
alter table {{schema}}.box force row level security;
create policy tenant on {{schema}}.box to {{app}}
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy system on {{schema}}.box to {{system}} using (true) with check (true);
grant select, insert, update, delete on {{schema}}.box to {{app}}, {{system}};

create view {{schema}}.labels with (security_invoker = true) as select id, label from {{schema}}.box;
grant select on {{schema}}.labels to {{app}};

create table {{schema}}.part (tenant_id uuid not null, at integer not null) partition by range (at);
create table {{schema}}.part_1 partition of {{schema}}.part for values from (0) to (10);
alter table {{schema}}.part enable row level security;
alter table {{schema}}.part force row level security;
create policy tenant on {{schema}}.part for select to {{app}}
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select on {{schema}}.part to {{app}};

create table {{schema}}.plain (id integer primary key);
grant select on {{schema}}.plain to {{app}};

create function {{schema}}.count_boxes() returns bigint language sql security definer
set search_path = pg_catalog, pg_temp
as $$ select count(*) from {{schema}}.box $$;
alter function {{schema}}.count_boxes() owner to {{kernel}};
