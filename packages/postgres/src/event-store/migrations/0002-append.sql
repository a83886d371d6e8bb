-- Appends a batch: all of it, or nothing when something stands against it. What stands against it is told, so that the
-- caller can leave it out: streams that are not as expected, and commands that are known.
-- Streams are named once each. A stream's commands stand in the order in which they happened, and so do the events of
-- a command; versions and positions are counted from where stream and log stood before the batch.
create function {{schema}}.append_batch(
  stream_tenant uuid[], stream_ids text[],
  stream_expect integer[], -- a version, -1 for any, -2 for present
  stream_size integer[], stream_closed_at timestamptz[],
  command_stream integer[], command_ids text[], command_part smallint[], command_fingerprint bytea[],
  command_result json[], command_at timestamptz[], command_size integer[],
  command_version integer[], command_position integer[], -- after the command
  event_command integer[], event_ids uuid[], event_type text[], event_schema_version integer[],
  event_data json[], event_meta json[], event_leaf bytea[],
  out "position" bigint, -- of the log before the batch; null if nothing was appended
  out versions integer[], -- of the streams before the batch; null where the caller knows them all
  out closed integer[], -- which of the streams are
  out known json -- commands: number, whether it is the same, stream, version, position, size, result
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- The plans are made once, often on empty tables, and must be right for any size: rows are looked up by index.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
declare
  size constant integer := cardinality(event_ids);
  head bigint;
  base integer[];
  is_met boolean;
  is_old boolean;
begin
  -- A statement of repeatable read would not see what was committed while it waited for the lock.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'events are appended in read committed, not in %', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state';
  end if;
  -- The lock. What follows are statements of their own, since their snapshots have to be younger than it.
  update {{schema}}.log_head set position = log_head.position + size where id = 1
  returning log_head.position - size into strict head;

  select array_agg(version order by i), array_agg(i) filter (where is_closed), bool_or(version > 0),
    bool_and(not is_closed and case stream_expect[i]
      when -1 then true when -2 then version > 0 else version = stream_expect[i] end)
  into base, closed, is_old, is_met
  from (
    select i, coalesce(s.version, 0) as version, s.archived_at is not null as is_closed
    from generate_series(1, cardinality(stream_ids)) as i
    left join {{schema}}.streams as s
      on s.tenant_id = stream_tenant[i] and s.stream_id = stream_ids[i] collate "C"
  ) as found;

  select json_agg(json_build_array(i, c.fingerprint = command_fingerprint[i], c.stream_id, c.version,
    c.position::text, c.size, c.result::text) order by i)
  into known
  from generate_series(1, cardinality(command_ids)) as i
  join {{schema}}.commands as c on c.tenant_id = stream_tenant[command_stream[i]]
    and c.command_id = command_ids[i] collate "C" and c.part = command_part[i];

  if known is not null or is_met is not true then
    update {{schema}}.log_head set position = head where id = 1;
    versions := base;
    return;
  end if;

  if is_old then
    update {{schema}}.streams as s set version = base[i] + stream_size[i], archived_at = stream_closed_at[i]
    from generate_series(1, cardinality(stream_ids)) as i
    where base[i] > 0 and s.tenant_id = stream_tenant[i] and s.stream_id = stream_ids[i] collate "C";
  end if;
  insert into {{schema}}.streams (tenant_id, stream_id, category, version, archived_at)
  select stream_tenant[i], stream_ids[i], split_part(stream_ids[i], '-', 1), stream_size[i], stream_closed_at[i]
  from generate_series(1, cardinality(stream_ids)) as i
  where base[i] = 0 and (stream_size[i] > 0 or stream_closed_at[i] is not null);

  insert into {{schema}}.commands (tenant_id, command_id, part, fingerprint, stream_id, version, position, size,
    result, at)
  select stream_tenant[s], command_ids[i], command_part[i], command_fingerprint[i], stream_ids[s],
    base[s] + command_version[i], head + command_position[i], command_size[i], command_result[i], command_at[i]
  from generate_series(1, cardinality(command_ids)) as i, lateral (select command_stream[i] as s) as c;

  insert into {{schema}}.events (position, tenant_id, stream_id, category, version, event_id, type,
    schema_version, data, meta, recorded_at, leaf, leaf_has_version)
  select head + i, stream_tenant[s], stream_ids[s], split_part(stream_ids[s], '-', 1),
    base[s] + command_version[c] - command_position[c] + i, event_ids[i], event_type[i],
    event_schema_version[i], event_data[i], event_meta[i], command_at[c], event_leaf[i], stream_expect[s] >= 0
  from generate_series(1, size) as i, lateral (select event_command[i] as c) as ec,
    lateral (select command_stream[c] as s) as cs;

  if size > 0 then
    -- One for the batch: a notification takes a lock of the whole server at commit.
    perform pg_notify('{{schema}}_events', (head + size)::text);
  end if;
  position := head;
  if 0 > any (stream_expect) then versions := base; end if;
end
$$;

-- What deciders need of some streams; a row without a type for a stream that has no events after the version given.
create function {{schema}}.load_streams(wanted_tenant uuid[], wanted_stream text[], wanted_after integer[])
returns table (no integer, stream_version integer, type text, schema_version integer, data text)
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
  select w.no::integer, coalesce(s.version, 0), e.type, e.schema_version, e.data::text
  from unnest(wanted_tenant, wanted_stream, wanted_after)
    with ordinality as w (tenant_id, stream_id, after, no)
  left join lateral (
    select streams.version from {{schema}}.streams
    where streams.tenant_id = w.tenant_id and streams.stream_id = w.stream_id collate "C" limit 1
  ) as s on true
  left join lateral (
    select events.version, events.type, events.schema_version, events.data from {{schema}}.events
    where events.tenant_id = w.tenant_id and events.stream_id = w.stream_id collate "C"
      and events.version > w.after
    order by events.version
  ) as e on true
  order by w.no, e.version;
end
$$;

create function {{schema}}.read_stream(wanted_tenant uuid, wanted_stream text, wanted_from integer, max_rows integer)
returns setof {{schema}}.events
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
begin
  return query
  select events.* from {{schema}}.events
  where events.tenant_id = wanted_tenant and events.stream_id = wanted_stream collate "C"
    and events.version >= wanted_from
  order by events.version limit max_rows;
end
$$;

create function {{schema}}.find_commands(wanted_tenant uuid, wanted_command text[])
returns table (no integer, fingerprint bytea, known_stream text, known_version integer, known_position bigint,
  known_size integer, known_result text)
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
  select w.no::integer, c.fingerprint, c.stream_id, c.version, c.position, c.size, c.result::text
  from unnest(wanted_command) with ordinality as w (command_id, no)
  cross join lateral (
    select commands.* from {{schema}}.commands
    where commands.tenant_id = wanted_tenant and commands.command_id = w.command_id collate "C"
      and commands.part = 0 limit 1
  ) as c;
end
$$;

-- Waits for the writer that holds the head, if there is one, to commit or to roll back.
create function {{schema}}.await_writer() returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
as $$ select from {{schema}}.log_head where id = 1 for update $$;

revoke all on function {{schema}}.append_batch, {{schema}}.load_streams, {{schema}}.read_stream,
  {{schema}}.find_commands, {{schema}}.await_writer from public;
grant execute on function {{schema}}.append_batch, {{schema}}.load_streams, {{schema}}.read_stream,
  {{schema}}.find_commands, {{schema}}.await_writer to {{app}}, {{system}};
alter function {{schema}}.append_batch owner to {{kernel}};
alter function {{schema}}.load_streams owner to {{kernel}};
alter function {{schema}}.read_stream owner to {{kernel}};
alter function {{schema}}.find_commands owner to {{kernel}};
alter function {{schema}}.await_writer owner to {{kernel}};
