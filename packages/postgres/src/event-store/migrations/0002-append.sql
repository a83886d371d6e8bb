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
  event_command integer[], event_stream integer[], event_ids uuid[], event_type text[], event_schema_version integer[],
  event_data json[], event_meta json[], event_leaf bytea[],
  out "position" bigint, -- of the log before the batch; null if nothing was appended
  -- Of the streams before the batch, -3 - version for closed ones; null if all are as the caller knew them.
  out versions integer[],
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
  base integer[]; -- as versions; what stands for a closed stream is no expectation
  is_known boolean;
begin
  -- A statement of repeatable read would not see what was committed while it waited for the lock.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'events are appended in read committed, not in %', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state';
  end if;
  -- The lock. What follows are statements of their own, since their snapshots have to be younger than it.
  update {{schema}}.log_head set position = log_head.position + size where id = 1
  returning log_head.position - size into strict head;

  select array(
    select case when s.archived_at is null then coalesce(s.version, 0) else -3 - s.version end
    from unnest(stream_tenant, stream_ids) with ordinality as w (tenant_id, stream_id, i)
    left join {{schema}}.streams as s on s.tenant_id = w.tenant_id and s.stream_id = w.stream_id collate "C"
    order by w.i
  ), exists (
    select from unnest(command_stream, command_ids, command_part) as w (s, command_id, part)
    join {{schema}}.commands as c on c.tenant_id = stream_tenant[w.s]
      and c.command_id = w.command_id collate "C" and c.part = w.part
  ) into base, is_known;

  -- Equal arrays are by far the quickest way to say that every stream is as expected.
  if is_known or base <> stream_expect and exists (
    select from unnest(base, stream_expect) as w (version, expect)
    where w.version < 0 or case w.expect when -1 then false when -2 then w.version = 0 else w.version <> w.expect end
  ) then
    update {{schema}}.log_head set position = head where id = 1;
    select json_agg(json_build_array(i, c.fingerprint = command_fingerprint[i], c.stream_id, c.version,
      c.position::text, c.size, c.result::text) order by i)
    into known
    from generate_series(1, cardinality(command_ids)) as i
    join {{schema}}.commands as c on c.tenant_id = stream_tenant[command_stream[i]]
      and c.command_id = command_ids[i] collate "C" and c.part = command_part[i];
    versions := base;
    return;
  end if;

  if 0 < any (base) then
    update {{schema}}.streams as s set version = s.version + stream_size[w.i], archived_at = stream_closed_at[w.i]
    from unnest(stream_tenant, stream_ids) with ordinality as w (tenant_id, stream_id, i)
    where base[w.i] > 0 and s.tenant_id = w.tenant_id and s.stream_id = w.stream_id collate "C";
  end if;
  if 0 = any (base) then
    insert into {{schema}}.streams (tenant_id, stream_id, category, version, archived_at)
    select stream_tenant[i], stream_ids[i], split_part(stream_ids[i], '-', 1), stream_size[i], stream_closed_at[i]
    from generate_series(1, cardinality(stream_ids)) as i
    where base[i] = 0 and (stream_size[i] > 0 or stream_closed_at[i] is not null);
  end if;

  insert into {{schema}}.commands (tenant_id, command_id, part, fingerprint, stream_id, version, position, size,
    result, at)
  select stream_tenant[w.s], command_ids[w.i], command_part[w.i], command_fingerprint[w.i], stream_ids[w.s],
    base[w.s] + command_version[w.i], head + command_position[w.i], command_size[w.i], command_result[w.i],
    command_at[w.i]
  from unnest(command_stream) with ordinality as w (s, i);

  insert into {{schema}}.events (position, tenant_id, stream_id, category, version, event_id, type,
    schema_version, data, meta, recorded_at, leaf, leaf_has_version)
  select head + w.i, stream_tenant[w.s], stream_ids[w.s], split_part(stream_ids[w.s], '-', 1),
    base[w.s] + command_version[w.c] - command_position[w.c] + w.i, event_ids[w.i], event_type[w.i],
    event_schema_version[w.i], event_data[w.i], event_meta[w.i], command_at[w.c], event_leaf[w.i],
    stream_expect[w.s] >= 0
  from unnest(event_command, event_stream) with ordinality as w (c, s, i);

  if size > 0 then
    -- One for the batch: a notification takes a lock of the whole server at commit.
    perform pg_notify('{{schema}}_events', (head + size)::text);
  end if;
  position := head;
  if base <> stream_expect then versions := base; end if;
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
