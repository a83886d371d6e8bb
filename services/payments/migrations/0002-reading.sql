-- What lists are read by. Nothing here is changed by posting, so that counters stay heap-only updates. Partial for the
-- reason that the first file tells, by a column that is never updated: lists have to say so.
create index account_by_ledger on {{schema}}.account (tenant_id, ledger, opened_at, id) where code > 0;
create index account_by_code on {{schema}}.account (tenant_id, code, opened_at, id) where code > 0;
create index account_by_status on {{schema}}.account (tenant_id, status, opened_at, id) where code > 0;
create index transfer_by_metadata on {{schema}}.transfer using gin ((metadata::jsonb) jsonb_path_ops)
  where metadata is not null;

-- In the order in which they are released.
drop index {{schema}}.open_hold;
create index open_hold on {{schema}}.transfer (expires_at, id, tenant_id)
  where kind = 'pending' and resolution is null and expires_at is not null;

-- A tenant reads its own part of the log, however little of the log that is.
create index events_of_tenant on {{schema}}.events (tenant_id, position);

-- The newest version of an account, `upper` at most, that was recorded by then; 0 if there was none. Entries of one
-- account are in the order of time, so that it is found by halves.
create function {{schema}}.version_at(tenant uuid, account uuid, upper bigint, at timestamptz)
returns bigint
language plpgsql stable
set search_path = pg_catalog, pg_temp
-- As in the functions that write: by index, whatever the size.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  low bigint := 0;
  high bigint := upper;
  middle bigint;
  recorded timestamptz;
begin
  while low < high loop
    middle := (low + high + 1) / 2;
    select e.recorded_at into recorded from {{schema}}.entry as e
      where e.tenant_id = tenant and e.account_id = account and e.version = middle;
    if recorded <= at then
      low := middle;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end
$$;
revoke all on function {{schema}}.version_at from public;
grant execute on function {{schema}}.version_at to {{app}};
