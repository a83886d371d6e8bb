-- Lists narrowed to a stretch of time or levels are ranges of dense ranks too (ADR 0006); these find their borders.

-- How many rows lie below a level, respectively before a time: a binary search over the ranks, some twenty probes of
-- their unique index. Levels and times ascend with the ranks. Null for null, so that an open border stays open.
create function {{schema}}.rows_below_level(bound bigint) returns int
  language plpgsql stable strict parallel safe
as $$
declare
  low int := 0;
  high int;
  middle int;
  found bigint;
begin
  select n into high from {{schema}}.scope_count where year = 0;
  while low < high loop
    middle := low + (high - low + 1) / 2;
    select level into found from {{schema}}.delegation where g = middle;
    if found < bound then low := middle; else high := middle - 1; end if;
  end loop;
  return low;
end $$;

create function {{schema}}.rows_before(bound timestamptz) returns int
  language plpgsql stable strict parallel safe
as $$
declare
  low int := 0;
  high int;
  middle int;
  found timestamptz;
begin
  select n into high from {{schema}}.scope_count where year = 0;
  while low < high loop
    middle := low + (high - low + 1) / 2;
    select ts into found from {{schema}}.delegation where g = middle;
    if found < bound then low := middle; else high := middle - 1; end if;
  end loop;
  return low;
end $$;

revoke all on function {{schema}}.rows_below_level(bigint) from public;
revoke all on function {{schema}}.rows_before(timestamptz) from public;
grant execute on function {{schema}}.rows_below_level(bigint) to {{app}};
grant execute on function {{schema}}.rows_before(timestamptz) to {{app}};

-- Operations that were not applied are three in a hundred, so finding a page of them must not read the others. Small
-- enough to be kept up during the load: one row in thirty enters it.
create index delegation_not_applied on {{schema}}.delegation (id) where status <> 0;
