-- Partial for the reason that the first file tells: the functions of the log look events up by stream or position.
drop index {{schema}}.events_of_tenant;
create index events_of_tenant on {{schema}}.events (tenant_id, position) where position > 0;

-- The last position of a tenant that was recorded before a time; 0 if there is none. Events are in the order of time but
-- for what clocks differ by, so that it is found by halves; whoever needs it exactly asks with a margin.
create function {{schema}}.position_before(tenant uuid, at timestamptz)
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
    where e.tenant_id = tenant and e.position > 0 order by e.position desc limit 1;
  -- The answer is one of the tenant's positions from low up to high, or 0.
  while low < coalesce(high, 0) loop
    middle := (low + high + 1) / 2;
    select e.position, e.recorded_at into found, recorded from {{schema}}.events as e
      where e.tenant_id = tenant and e.position > 0 and e.position >= middle order by e.position limit 1;
    if recorded < at then
      low := found;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end
$$;
revoke all on function {{schema}}.position_before from public;
grant execute on function {{schema}}.position_before to {{app}};
