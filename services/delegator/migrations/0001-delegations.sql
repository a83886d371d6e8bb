-- The mirror of every delegation, ordered by dense ranks so that any page is a range scan (ADR 0006).

create table {{schema}}.address (
  aid int primary key,
  addr text collate "C" not null
);

-- Wide columns first, so that no row carries padding. All keys come after the load: kept up row by row they would take
-- as long as the rows themselves, and a load that breaks one of them is refused all the same.
create table {{schema}}.delegation (
  id bigint not null,
  ts timestamptz not null,
  amount bigint not null,
  counter bigint not null,
  level int not null,
  sender int not null,
  prev_baker int,
  new_baker int,
  initiator int,
  nonce int not null,
  g int not null,
  y int not null,
  status smallint not null,
  kind smallint,
  year smallint not null,
  op_hash text collate "C" not null
);

-- Rows per UTC year; year 0 counts everything.
create table {{schema}}.scope_count (
  year smallint primary key,
  n int not null
);

create table {{schema}}.sync (
  single_row boolean primary key default true check (single_row),
  mode text not null default 'empty' check (mode in ('empty', 'backfill', 'ranked', 'live', 'diverged')),
  chain_id text,
  head_level int not null default 0,
  final_level int not null default 0,
  leader text,
  leader_epoch bigint not null default 0,
  leader_until timestamptz not null default '-infinity'
);
insert into {{schema}}.sync default values;

create table {{schema}}.backfill_range (
  range int primary key,
  year_from int,
  year_to int,
  -- Rows of the ranges before this one, so that its first rank is known.
  g_before int not null,
  expected int,
  done int not null default 0,
  last_id bigint not null default 0,
  last_year int not null default 0,
  last_y int not null default 0
);

create table {{schema}}.audit (
  at timestamptz primary key,
  level int not null,
  rows int not null,
  passed boolean not null,
  findings text[] not null
);

-- SHA-256 of each full 10,000-row chunk of final rows, so that one request re-verifies any of them.
create table {{schema}}.chunk_digest (
  chunk int primary key,
  first_id bigint not null,
  last_id bigint not null,
  digest bytea not null
);

-- Only the owner may build an index, and the service is not the owner.
create function {{schema}}.build_rank_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  set maintenance_work_mem = '256MB' set lock_timeout = '0'
as $$
begin
  if not exists (select from pg_constraint where conrelid = '{{schema}}.delegation'::regclass and contype = 'p') then
    alter table {{schema}}.delegation add primary key (id);
  end if;
  create unique index if not exists delegation_g on {{schema}}.delegation (g);
  create unique index if not exists delegation_year_y on {{schema}}.delegation (year, y);
end $$;

create function {{schema}}.build_search_indexes() returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  set maintenance_work_mem = '256MB' set lock_timeout = '0'
as $$
begin
  create unique index if not exists address_addr on {{schema}}.address (addr);
  create unique index if not exists delegation_natural_key on {{schema}}.delegation (op_hash, counter, nonce);
  create index if not exists delegation_sender on {{schema}}.delegation (sender, id);
  create index if not exists delegation_new_baker on {{schema}}.delegation (new_baker, id);
  create index if not exists delegation_prev_baker on {{schema}}.delegation (prev_baker, id);
end $$;

revoke all on function {{schema}}.build_rank_indexes() from public;
revoke all on function {{schema}}.build_search_indexes() from public;
grant usage on schema {{schema}} to {{app}};
grant select, insert, update, delete on all tables in schema {{schema}} to {{app}};
grant maintain on {{schema}}.delegation, {{schema}}.address to {{app}};
grant execute on function {{schema}}.build_rank_indexes() to {{app}};
grant execute on function {{schema}}.build_search_indexes() to {{app}};
