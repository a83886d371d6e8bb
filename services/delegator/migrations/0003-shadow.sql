-- A history that is loaded beside the one that is served, and takes its place when it is whole: for an upstream that
-- has given all rows new ids.

alter table {{schema}}.sync
  add column rebuild_mode text check (rebuild_mode in ('backfill', 'ranked')),
  add column rebuild_head int not null default 0,
  add column rebuild_final int not null default 0;

create table {{schema}}.shadow_delegation (like {{schema}}.delegation);
create table {{schema}}.shadow_scope_count (like {{schema}}.scope_count including defaults);

grant select, insert, update, delete on {{schema}}.shadow_delegation, {{schema}}.shadow_scope_count to {{app}};
grant maintain on {{schema}}.shadow_delegation to {{app}};

-- Every index that the served history has, whichever migration brought it.
create function {{schema}}.build_shadow_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  set maintenance_work_mem = '256MB' set lock_timeout = '0'
as $$
declare
  served record;
begin
  for served in
    select c.relname as name, pg_get_indexdef(c.oid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = '{{schema}}.delegation'::regclass
    order by i.indisunique desc, c.relname
  loop
    execute regexp_replace(
      served.definition,
      ' INDEX \S+ ON \S+ ',
      format(' INDEX IF NOT EXISTS %I ON {{schema}}.shadow_delegation ', 'shadow_' || served.name));
  end loop;
end $$;

-- Puts the shadow in the place of the served history and empties what was served. Only renames and a truncation, so that
-- readers wait for moments; should one hold them up, the lock is given up and asked for again.
create function {{schema}}.swap_shadow() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '500ms'
as $$
declare
  built record;
begin
  lock table {{schema}}.delegation, {{schema}}.shadow_delegation in access exclusive mode;
  alter table {{schema}}.delegation rename to retired_delegation;
  alter table {{schema}}.shadow_delegation rename to delegation;
  alter table {{schema}}.retired_delegation rename to shadow_delegation;
  alter table {{schema}}.shadow_delegation drop constraint delegation_pkey;
  for built in
    select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = '{{schema}}.shadow_delegation'::regclass
  loop
    execute format('drop index {{schema}}.%I', built.name);
  end loop;
  truncate {{schema}}.shadow_delegation;
  for built in
    select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid = '{{schema}}.delegation'::regclass
  loop
    execute format('alter index {{schema}}.%I rename to %I', built.name, substr(built.name, length('shadow_') + 1));
  end loop;
  alter table {{schema}}.delegation add primary key using index delegation_pkey;
  delete from {{schema}}.scope_count;
  insert into {{schema}}.scope_count select * from {{schema}}.shadow_scope_count;
  delete from {{schema}}.shadow_scope_count;
end $$;

revoke all on function {{schema}}.build_shadow_indexes() from public;
revoke all on function {{schema}}.swap_shadow() from public;
grant execute on function {{schema}}.build_shadow_indexes() to {{app}};
grant execute on function {{schema}}.swap_shadow() to {{app}};
