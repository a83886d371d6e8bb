-- By an expression that nothing else is in the order of: by the position alone, a tenant to whom nothing has happened for
-- long would be looked for among the events of all others. Its comparisons are leakproof, so that they come before the
-- policies; positions below 2^53 are exact. Partial for the reason that the first file tells.
drop index {{schema}}.events_of_tenant;
create index events_of_tenant on {{schema}}.events (tenant_id, (position::float8)) where position > 0;

-- The same by that index.
create or replace function {{schema}}.position_before(tenant uuid, at timestamptz)
returns bigint
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  low bigint := 0;
  high bigint;
  middle bigint;
  found bigint;
  recorded timestamptz;
begin
  select e.position into high from {{schema}}.events as e
    where e.tenant_id = tenant and e.position > 0 order by e.position::float8 desc limit 1;
  -- The answer is one of the tenant's positions from low up to high, or 0.
  while low < coalesce(high, 0) loop
    middle := (low + high + 1) / 2;
    select e.position, e.recorded_at into found, recorded from {{schema}}.events as e
      where e.tenant_id = tenant and e.position > 0 and e.position::float8 >= middle::float8
      order by e.position::float8 limit 1;
    if recorded < at then
      low := found;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end
$$;

-- Transfers by what clients have noted on them. A table of its own, since no operator that looks into JSON is leakproof:
-- under a policy an index on the notes themselves is never used.
drop index {{schema}}.transfer_by_metadata;
create table {{schema}}.transfer_note (
  tenant_id uuid not null,
  name text collate "C" not null,
  value text collate "C" not null,
  recorded_at timestamptz not null,
  transfer_id uuid not null,
  primary key (tenant_id, name, value, recorded_at, transfer_id)
);
alter table {{schema}}.transfer_note enable row level security;
alter table {{schema}}.transfer_note force row level security;
create policy tenant on {{schema}}.transfer_note to {{app}}
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert on {{schema}}.transfer_note to {{app}};

create function {{schema}}.note_transfer() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into {{schema}}.transfer_note
  select new.tenant_id, note.key, note.value, new.recorded_at, new.id from json_each_text(new.metadata) as note;
  return null;
end
$$;
create trigger note_transfer after insert on {{schema}}.transfer
  for each row when (new.metadata is not null) execute function {{schema}}.note_transfer();

-- Those that are there already, of every tenant, which the owner sees for as long as this takes.
create policy migrating on {{schema}}.transfer for select to {{owner}} using (true);
create policy migrating on {{schema}}.transfer_note for insert to {{owner}} with check (true);
insert into {{schema}}.transfer_note
select t.tenant_id, note.key, note.value, t.recorded_at, t.id
from {{schema}}.transfer as t cross join lateral json_each_text(t.metadata) as note where t.metadata is not null;
drop policy migrating on {{schema}}.transfer;
drop policy migrating on {{schema}}.transfer_note;
