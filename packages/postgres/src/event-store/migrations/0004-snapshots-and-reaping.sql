-- States of streams, so that a load need not begin at the first event. A cache: every row may be deleted at any time.
create table {{schema}}.snapshots (
  tenant_id uuid not null,
  stream_id text collate "C" not null,
  reducer text collate "C" not null,
  version integer not null check (version > 0),
  fingerprint bytea not null, -- what the reducer was made of; one that is made of something else finds nothing
  state json not null,
  taken_at timestamptz not null,
  primary key (tenant_id, stream_id, reducer)
);

alter table {{schema}}.snapshots enable row level security;
create policy kernel on {{schema}}.snapshots to {{kernel}} using (true) with check (true);
grant select, insert, update on {{schema}}.snapshots to {{kernel}};

-- An older state never takes the place of a newer one of the same reducer.
create function {{schema}}.save_snapshot(
  at_tenant uuid, at_stream text, of_reducer text, at_version integer, of_fingerprint bytea, new_state text, at timestamptz
) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into {{schema}}.snapshots as kept (tenant_id, stream_id, reducer, version, fingerprint, state, taken_at)
  values (at_tenant, at_stream, of_reducer, at_version, of_fingerprint, new_state::json, at)
  on conflict (tenant_id, stream_id, reducer) do update
    set version = excluded.version, fingerprint = excluded.fingerprint, state = excluded.state,
      taken_at = excluded.taken_at
    where kept.version < excluded.version or kept.fingerprint <> excluded.fingerprint
$$;

-- As the function of three arguments, which processes of an earlier release go on calling, with the snapshot a stream
-- may begin from: it stands in the first row of the stream, and the events are those after it.
create function {{schema}}.load_streams(
  wanted_tenant uuid[], wanted_stream text[], wanted_after integer[], wanted_reducer text[], wanted_fingerprint bytea[]
) returns table (
  no integer, stream_version integer, type text, schema_version integer, data text,
  snapshot_version integer, snapshot_state text
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
#variable_conflict use_column
begin
  return query
  select w.no::integer, coalesce(s.version, 0), e.type, e.schema_version, e.data::text, p.version,
    -- Versions have no gaps, so this is the first row.
    case when e.version is null or e.version = p.version + 1 then p.state::text end
  from unnest(wanted_tenant, wanted_stream, wanted_after, wanted_reducer, wanted_fingerprint)
    with ordinality as w (tenant_id, stream_id, after, reducer, fingerprint, no)
  left join lateral (
    select streams.version from {{schema}}.streams
    where streams.tenant_id = w.tenant_id and streams.stream_id = w.stream_id collate "C" limit 1
  ) as s on true
  left join lateral (
    select snapshots.version, snapshots.state from {{schema}}.snapshots
    where snapshots.tenant_id = w.tenant_id and snapshots.stream_id = w.stream_id collate "C"
      and snapshots.reducer = w.reducer collate "C" and snapshots.fingerprint = w.fingerprint
      and snapshots.version > w.after and snapshots.version <= s.version
    limit 1
  ) as p on w.reducer is not null
  left join lateral (
    select events.version, events.type, events.schema_version, events.data from {{schema}}.events
    where events.tenant_id = w.tenant_id and events.stream_id = w.stream_id collate "C"
      and events.version > coalesce(p.version, w.after)
    order by events.version
  ) as e on true
  order by w.no, e.version;
end
$$;

-- Forgets commands that were accepted before a time, in some blocks of their table; says how many, and where to go on,
-- nowhere at its end. The table is walked as it lies on the disk: an index by time would be paid for by each append.
create function {{schema}}.reap_commands(from_block bigint, blocks bigint, before timestamptz)
returns table (reaped bigint, next_block bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
begin
  delete from {{schema}}.commands
  where ctid >= format('(%s,0)', from_block)::tid and ctid < format('(%s,0)', from_block + blocks)::tid
    and commands.at < before;
  get diagnostics reaped = row_count;
  next_block := from_block + blocks;
  if next_block * current_setting('block_size')::bigint >= pg_relation_size('{{schema}}.commands') then
    next_block := null;
  end if;
  return next;
end
$$;
grant delete on {{schema}}.commands to {{kernel}};

revoke all on function {{schema}}.save_snapshot, {{schema}}.reap_commands,
  {{schema}}.load_streams(uuid[], text[], integer[], text[], bytea[]) from public;
grant execute on function {{schema}}.save_snapshot, {{schema}}.load_streams(uuid[], text[], integer[], text[], bytea[])
  to {{app}}, {{system}};
grant execute on function {{schema}}.reap_commands to {{system}};
alter function {{schema}}.save_snapshot owner to {{kernel}};
alter function {{schema}}.reap_commands owner to {{kernel}};
alter function {{schema}}.load_streams(uuid[], text[], integer[], text[], bytea[]) owner to {{kernel}};
