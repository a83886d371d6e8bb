-- A page of a year is a range of the ranks over everything, too: the rows of a year stand side by side, and the counters
-- say how many stand before them. So pages need one index, and the other keys can wait until the history is served.

create or replace function {{schema}}.build_rank_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  set maintenance_work_mem = '256MB' set lock_timeout = '0'
as $$
begin
  create unique index if not exists delegation_g on {{schema}}.delegation (g);
end $$;

create or replace function {{schema}}.build_search_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  set maintenance_work_mem = '256MB' set lock_timeout = '0'
as $$
begin
  -- An index and no constraint: adding a primary key would shut out the readers of a history that is being served.
  create unique index if not exists delegation_pkey on {{schema}}.delegation (id);
  create unique index if not exists delegation_year_y on {{schema}}.delegation (year, y);
  create unique index if not exists address_addr on {{schema}}.address (addr);
  create unique index if not exists delegation_natural_key on {{schema}}.delegation (op_hash, counter, nonce);
  create index if not exists delegation_sender on {{schema}}.delegation (sender, id);
  create index if not exists delegation_new_baker on {{schema}}.delegation (new_baker, id);
  create index if not exists delegation_prev_baker on {{schema}}.delegation (prev_baker, id);
end $$;

-- As it was, also for a history whose ids are unique by an index alone.
create or replace function {{schema}}.swap_shadow() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '500ms'
as $$
declare
  built record;
begin
  lock table {{schema}}.delegation, {{schema}}.shadow_delegation in access exclusive mode;
  alter table {{schema}}.delegation rename to retired_delegation;
  alter table {{schema}}.shadow_delegation rename to delegation;
  alter table {{schema}}.retired_delegation rename to shadow_delegation;
  alter table {{schema}}.shadow_delegation drop constraint if exists delegation_pkey;
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
