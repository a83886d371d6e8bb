-- Appends a batch of requests, each for itself or, when is_atomic, all or none; one row of answer per request,
-- or one per command where all of them were accepted before.
-- A request (unit) is events for one stream under one expectation: a version, -1 for any, -2 for present. Its
-- commands stand in order, and so do its events. The caller sees to it that of several requests for one stream in
-- one batch all expect any, or all present, and that no command comes twice.
create function {{schema}}.append_batch(
  is_atomic boolean,
  unit_tenant uuid[], unit_stream text[], unit_expect integer[], unit_closes boolean[], unit_at timestamptz[],
  command_unit integer[], command_ids text[], command_part smallint[], command_fingerprint bytea[],
  command_result text[], command_size integer[],
  event_unit integer[], event_ids uuid[], event_type text[], event_schema_version integer[],
  event_data text[], event_meta text[], event_leaf bytea[]
) returns table (
  no integer, status text,
  version integer, "position" bigint, -- before the request
  blamed integer, -- which command of the batch is another one under a known id
  known_stream text, known_version integer, known_position bigint, known_size integer, known_result text
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- The plan is made once, often on empty tables, and must be right for any size: rows are looked up by index, and
-- what came in as arrays is joined by hash.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_nestloop = off
set jit = off
as $$
#variable_conflict use_column
declare
  head bigint;
  head_after bigint;
  known {{schema}}.commands;
  stream {{schema}}.streams;
  size integer;
begin
  -- A statement of repeatable read would not see what was committed while it waited for the lock.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'events are appended in read committed, not in %', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state';
  end if;
  select log_head.position into strict head from {{schema}}.log_head where id = 1 for update;

  -- One command by itself takes the short way, statement by statement: to begin the large one below takes as long as
  -- all the rest of a lone append.
  if cardinality(command_unit) = 1 then
    no := 1;
    select * into known from {{schema}}.commands
    where commands.tenant_id = unit_tenant[1] and commands.command_id = command_ids[1] collate "C"
      and commands.part = command_part[1];
    select * into stream from {{schema}}.streams
    where streams.tenant_id = unit_tenant[1] and streams.stream_id = unit_stream[1] collate "C";
    version := coalesce(stream.version, 0);
    size := command_size[1];
    status := case
      when known.fingerprint <> command_fingerprint[1] then 'command_mismatch'
      when known.fingerprint is not null then 'duplicate'
      when stream.archived_at is not null then 'stream_closed'
      when unit_expect[1] >= 0 and unit_expect[1] <> version then 'version_conflict'
      when unit_expect[1] = -2 and version = 0 then 'version_conflict'
      else 'ok'
    end;
    position := head;
    blamed := case when status = 'command_mismatch' then 1 end;
    known_stream := known.stream_id;
    known_version := known.version;
    known_position := known.position;
    known_size := known.size;
    known_result := known.result::text;
    return next;
    if status <> 'ok' then return; end if;
    if stream.stream_id is not null then
      update {{schema}}.streams
      set version = stream.version + size, archived_at = case when unit_closes[1] then unit_at[1] end
      where streams.tenant_id = unit_tenant[1] and streams.stream_id = unit_stream[1] collate "C";
    elsif size > 0 or unit_closes[1] then
      insert into {{schema}}.streams (tenant_id, stream_id, category, version, archived_at)
      values (unit_tenant[1], unit_stream[1], split_part(unit_stream[1], '-', 1), size,
        case when unit_closes[1] then unit_at[1] end);
    end if;
    insert into {{schema}}.commands (tenant_id, command_id, part, fingerprint, stream_id, version, position, size,
      result, at)
    values (unit_tenant[1], command_ids[1], command_part[1], command_fingerprint[1], unit_stream[1],
      coalesce(stream.version, 0) + size, head + size, size, nullif(command_result[1], 'null')::json, unit_at[1]);
    if size = 0 then return; end if;
    for i in 1 .. size loop
      insert into {{schema}}.events (position, tenant_id, stream_id, category, version, event_id, type,
        schema_version, data, meta, recorded_at, leaf, leaf_has_version)
      values (head + i, unit_tenant[1], unit_stream[1], split_part(unit_stream[1], '-', 1),
        coalesce(stream.version, 0) + i, event_ids[i], event_type[i], event_schema_version[i],
        event_data[i]::json, event_meta[i]::json, unit_at[1], event_leaf[i], unit_expect[1] >= 0);
    end loop;
    update {{schema}}.log_head set position = head + size where log_head.id = 1;
    perform pg_notify('{{schema}}_events', (head + size)::text);
    return;
  end if;

  -- A statement of its own, since its snapshot has to be younger than the lock.
  return query
  with unit as materialized (
    select u.no::integer as no, u.tenant_id, u.stream_id, u.expect, u.closes, u.at,
      coalesce(s.version, 0) as version, s.archived_at is not null as is_closed
    from unnest(unit_tenant, unit_stream, unit_expect, unit_closes, unit_at)
      with ordinality as u (tenant_id, stream_id, expect, closes, at, no)
    left join lateral (
      select streams.version, streams.archived_at from {{schema}}.streams
      where streams.tenant_id = u.tenant_id and streams.stream_id = u.stream_id collate "C" limit 1
    ) as s on true
  ), command as materialized (
    select c.no::integer as no, c.unit, c.id, c.part, c.fingerprint, c.result, c.size,
      unit_tenant[c.unit] as tenant_id, (sum(c.size) over (order by c.no))::integer as running,
      k.fingerprint as known_fingerprint, k.stream_id as known_stream, k.version as known_version,
      k.position as known_position, k.size as known_size, k.result as known_result
    from unnest(command_unit, command_ids, command_part, command_fingerprint, command_result, command_size)
      with ordinality as c (unit, id, part, fingerprint, result, size, no)
    left join lateral (
      select commands.* from {{schema}}.commands
      where commands.tenant_id = unit_tenant[c.unit] and commands.command_id = c.id collate "C"
        and commands.part = c.part limit 1
    ) as k on true
  ), tally as materialized (
    select command.unit, sum(command.size)::integer as size, count(*) as commands,
      count(command.known_fingerprint) as known,
      min(command.no) filter (where command.known_fingerprint <> command.fingerprint) as blamed,
      min(command.running - command.size) as events_before
    from command group by command.unit
  ), judged as materialized (
    select unit.*, tally.size, tally.blamed, tally.events_before,
      case
        when tally.blamed is not null then 'command_mismatch'
        when tally.known = tally.commands then 'duplicate'
        when tally.known > 0 then 'version_conflict'
        when unit.is_closed then 'stream_closed'
        when unit.expect >= 0 and unit.expect <> unit.version then 'version_conflict'
        when unit.expect = -2 and unit.version = 0 then 'version_conflict'
        else 'ok'
      end as status
    from unit join tally on tally.unit = unit.no
  ), accepted as materialized (
    select judged.no, judged.tenant_id, judged.stream_id, judged.expect, judged.closes, judged.at, judged.size,
      judged.events_before,
      head + sum(judged.size) over (order by judged.no) - judged.size as position,
      (judged.version + sum(judged.size) over (partition by judged.tenant_id, judged.stream_id
        order by judged.no) - judged.size)::integer as version
    from judged
    where judged.status = 'ok'
      and (not is_atomic or not exists (select from judged as other where other.status <> 'ok'))
  ), written_streams as (
    insert into {{schema}}.streams as streams (tenant_id, stream_id, category, version, archived_at)
    select a.tenant_id, a.stream_id, split_part(a.stream_id, '-', 1), max(a.version + a.size),
      max(a.at) filter (where a.closes)
    from accepted as a group by a.tenant_id, a.stream_id
    having max(a.version + a.size) > 0 or bool_or(a.closes)
    on conflict (tenant_id, stream_id)
      do update set version = excluded.version, archived_at = excluded.archived_at
  ), written_events as (
    insert into {{schema}}.events (position, tenant_id, stream_id, category, version, event_id, type,
      schema_version, data, meta, recorded_at, leaf, leaf_has_version)
    select a.position + e.no - a.events_before, a.tenant_id, a.stream_id, split_part(a.stream_id, '-', 1),
      a.version + e.no - a.events_before, e.id, e.type, e.schema_version, e.data::json, e.meta::json, a.at,
      e.leaf, a.expect >= 0
    from unnest(event_unit, event_ids, event_type, event_schema_version, event_data, event_meta, event_leaf)
      with ordinality as e (unit, id, type, schema_version, data, meta, leaf, no)
    join accepted as a on a.no = e.unit
  ), written_commands as (
    insert into {{schema}}.commands (tenant_id, command_id, part, fingerprint, stream_id, version, position,
      size, result, at)
    select c.tenant_id, c.id, c.part, c.fingerprint, a.stream_id, a.version + c.running - a.events_before,
      a.position + c.running - a.events_before, c.size, nullif(c.result, 'null')::json, a.at
    from command as c join accepted as a on a.no = c.unit
  ), written_head as (
    update {{schema}}.log_head set position = total.position
    from (select max(a.position + a.size) as position from accepted as a) as total
    where log_head.id = 1 and total.position > log_head.position
  )
  select judged.no,
    case when judged.status = 'ok' and accepted.no is null then 'not_applied' else judged.status end,
    coalesce(accepted.version, judged.version), accepted.position::bigint, judged.blamed,
    k.known_stream, k.known_version, k.known_position, k.known_size, k.known_result::text
  from judged
  left join accepted on accepted.no = judged.no
  left join command as k on k.unit = judged.no and judged.status = 'duplicate'
  order by judged.no, k.no;

  select log_head.position into strict head_after from {{schema}}.log_head where id = 1;
  if head_after > head then
    -- One for the batch: a notification takes a lock of the whole server at commit.
    perform pg_notify('{{schema}}_events', head_after::text);
  end if;
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
