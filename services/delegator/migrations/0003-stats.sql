-- Statistics and exports read ranges of time: since ranks ascend with time, the border of a range is found by search.

-- When the newest look at the chain was successful; null until the first.
alter table {{schema}}.sync add column synced_at timestamptz;

-- How many rows lie before a time. Twenty look-ups in the index of ranks instead of an index over time.
create or replace function {{schema}}.rows_before(bound timestamptz) returns int
  language plpgsql stable strict parallel safe set search_path = pg_catalog, pg_temp
as $$
declare
  low int := 0; -- The row of this rank lies before the bound, or it is 0.
  high int;     -- The row of this rank does not, or is the one after the last.
  middle int;
begin
  select coalesce(max(g), 0) + 1 into high from {{schema}}.delegation;
  while high - low > 1 loop
    middle := low + (high - low) / 2;
    if (select ts < bound from {{schema}}.delegation where g = middle) then low := middle;
    else high := middle;
    end if;
  end loop;
  return low;
end $$;

revoke all on function {{schema}}.rows_before(timestamptz) from public;
grant execute on function {{schema}}.rows_before(timestamptz) to {{app}};
