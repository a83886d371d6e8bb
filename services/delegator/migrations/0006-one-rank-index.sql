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
  if not exists (select from pg_constraint where conrelid = '{{schema}}.delegation'::regclass and contype = 'p') then
    alter table {{schema}}.delegation add primary key (id);
  end if;
  create unique index if not exists delegation_year_y on {{schema}}.delegation (year, y);
  create unique index if not exists address_addr on {{schema}}.address (addr);
  create unique index if not exists delegation_natural_key on {{schema}}.delegation (op_hash, counter, nonce);
  create index if not exists delegation_sender on {{schema}}.delegation (sender, id);
  create index if not exists delegation_new_baker on {{schema}}.delegation (new_baker, id);
  create index if not exists delegation_prev_baker on {{schema}}.delegation (prev_baker, id);
end $$;
