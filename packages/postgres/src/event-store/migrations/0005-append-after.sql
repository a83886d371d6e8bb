-- Appends a batch as `append_batch` does, which processes of an earlier release go on calling: all of it, or nothing
-- when something stands against it. What is rare is found out by trying, so that what is common looks nothing up: a
-- known command, and a stream that was to be new, are met by their unique index. And a batch may be sent behind another
-- one of its process: it then names the last request of that one, and is not appended unless that one is.
create function {{schema}}.append_batch_after(
  after_tenant uuid, after_command text, after_event uuid, -- null if it follows none
  stream_tenant uuid[], stream_ids text[],
  stream_expect integer[], -- a version, -1 for any, -2 for present
  stream_size integer[],
  stream_closed_at timestamptz[], -- null if none of them is closed
  command_stream integer[], command_ids text[], command_part smallint[], command_fingerprint bytea[],
  command_result json[], -- null if none of them has one
  command_at timestamptz[], command_size integer[],
  command_version integer[], command_position integer[], -- after the command
  event_command integer[], event_stream integer[], event_ids uuid[], event_type text[], event_schema_version integer[],
  event_data json[], event_meta json[], event_leaf bytea[]
)
-- The position of the log before the batch, as a text; null if nothing was appended. Then the versions of the streams
-- before the batch, -3 - version for closed ones; null if all are as the caller knew them, and if what it follows is
-- not there. Then known commands: number, whether it is the same, stream, version, position, size, result.
returns json
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
  is_refused boolean := false;
  is_tried boolean := false;
  met_schema text;
  met_rule text;
begin
  -- A statement of repeatable read would not see what was committed while it waited for the lock.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'events are appended in read committed, not in %', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state';
  end if;
  -- The lock. What follows are statements of their own, since their snapshots have to be younger than it.
  update {{schema}}.log_head set position = log_head.position + size where id = 1
  returning log_head.position - size into strict head;

  if after_event is not null then
    -- Its event tells the command of that sending from the same command at an earlier time.
    if not exists (
      select from {{schema}}.commands as c join {{schema}}.events as e on e.position = c.position
      where c.tenant_id = after_tenant and c.command_id = after_command collate "C" and c.part = 0
        and e.event_id = after_event
    ) then
      update {{schema}}.log_head set position = head where id = 1;
      return json_build_array(null, null, null);
    end if;
  end if;

  loop
    -- A new stream that gets an event need not be looked up: it could not be inserted if it were there.
    if is_tried or 0 <> any (stream_expect) or 0 = any (stream_size) then
      base := array(
        select case when s.archived_at is null then coalesce(s.version, 0) else -3 - s.version end
        from unnest(stream_tenant, stream_ids) with ordinality as w (tenant_id, stream_id, i)
        left join {{schema}}.streams as s on s.tenant_id = w.tenant_id and s.stream_id = w.stream_id collate "C"
        order by w.i
      );
      -- Equal arrays are by far the quickest way to say that every stream is as expected.
      if base <> stream_expect then
        is_refused := exists (
          select from unnest(base, stream_expect) as w (version, expect)
          where w.version < 0
            or case w.expect when -1 then false when -2 then w.version = 0 else w.version <> w.expect end
        );
      end if;
    else
      base := stream_expect;
    end if;
    exit when is_tried or is_refused;

    begin
      -- First, since what was accepted before is met here, with nothing written yet that has to be taken back.
      insert into {{schema}}.commands (tenant_id, command_id, part, fingerprint, stream_id, version, position, size,
        result, at)
      select stream_tenant[w.s], command_ids[w.i], command_part[w.i], command_fingerprint[w.i], stream_ids[w.s],
        base[w.s] + command_version[w.i], head + command_position[w.i], command_size[w.i], command_result[w.i],
        command_at[w.i]
      from unnest(command_stream) with ordinality as w (s, i);

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

      insert into {{schema}}.events (position, tenant_id, stream_id, category, version, event_id, type,
        schema_version, data, meta, recorded_at, leaf, leaf_has_version)
      select head + w.i, stream_tenant[w.s], stream_ids[w.s], split_part(stream_ids[w.s], '-', 1),
        base[w.s] + command_version[w.c] - command_position[w.c] + w.i, event_ids[w.i], event_type[w.i],
        event_schema_version[w.i], event_data[w.i], event_meta[w.i], command_at[w.c], event_leaf[w.i],
        stream_expect[w.s] >= 0
      from unnest(event_command, event_stream) with ordinality as w (c, s, i);
      exit;
    exception when unique_violation then
      get stacked diagnostics met_schema = schema_name, met_rule = constraint_name;
      -- A rule of the service's own surfaces as itself: an index that it added, or what a trigger enforces.
      if met_schema <> '{{schema}}' or met_rule not in ('commands_pkey', 'streams_pkey') then raise; end if;
      is_tried := true;
    end;
  end loop;

  if is_tried or is_refused then
    update {{schema}}.log_head set position = head where id = 1;
    return json_build_array(null, base, (
      select json_agg(json_build_array(i, c.fingerprint = command_fingerprint[i], c.stream_id, c.version,
        c.position::text, c.size, c.result::text) order by i)
      from generate_series(1, cardinality(command_ids)) as i
      join {{schema}}.commands as c on c.tenant_id = stream_tenant[command_stream[i]]
        and c.command_id = command_ids[i] collate "C" and c.part = command_part[i]
    ));
  end if;
  -- One for the batch: a notification takes a lock of the whole server at commit. A condition costs less than a statement.
  if size > 0 and pg_notify('{{schema}}_events', (head + size)::text) is null then null; end if;
  return json_build_array(head::text, case when base <> stream_expect then base end, null);
end
$$;

revoke all on function {{schema}}.append_batch_after from public;
grant execute on function {{schema}}.append_batch_after to {{app}}, {{system}};
alter function {{schema}}.append_batch_after owner to {{kernel}};
