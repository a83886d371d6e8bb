-- Timers of processes that run. Each is there because an event of its process says so, and changes in the same commit.
create table {{schema}}.timers (
  tenant_id uuid not null,
  stream_id text collate "C" not null, -- of the process
  timer_id text collate "C" not null,
  number integer not null, -- counts the timers of a process: tells one from another of its name
  category text collate "C" not null,
  due_at timestamptz not null,
  correlation_id text collate "C" not null, -- of the command that set it
  next_at timestamptz not null, -- when it is handed out: due, given back for a while, or the end of somebody's lease
  attempts integer not null default 0, -- how often it was handed out; fences, as only the last may give it back
  failures integer not null default 0,
  last_error text,
  primary key (tenant_id, stream_id, timer_id)
) with (fillfactor = 80);
create index on {{schema}}.timers (category, next_at);

alter table {{schema}}.timers enable row level security;
alter table {{schema}}.timers force row level security;
create policy kernel on {{schema}}.timers to {{kernel}} using (true) with check (true);
create policy system on {{schema}}.timers to {{system}} using (true) with check (true);
grant select, insert, update, delete on {{schema}}.timers to {{kernel}};
grant select, update, delete on {{schema}}.timers to {{system}};

-- Sets timers, and takes away those without a time. Called before the append that tells of it, in its transaction.
create function {{schema}}.change_timers(
  of_tenant uuid[], of_stream text[], of_timer text[], of_number integer[], due timestamptz[],
  of_correlation text[]
) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
begin
  -- In one order, whoever else changes timers of the same processes.
  perform from {{schema}}.timers as t
  join unnest(of_tenant, of_stream, of_timer) as w (tenant_id, stream_id, timer_id)
    on t.tenant_id = w.tenant_id and t.stream_id = w.stream_id collate "C" and t.timer_id = w.timer_id collate "C"
  order by t.tenant_id, t.stream_id, t.timer_id
  for update of t;

  delete from {{schema}}.timers as t
  using unnest(of_tenant, of_stream, of_timer, due) as w (tenant_id, stream_id, timer_id, due_at)
  where w.due_at is null and t.tenant_id = w.tenant_id and t.stream_id = w.stream_id collate "C"
    and t.timer_id = w.timer_id collate "C";

  insert into {{schema}}.timers as kept (tenant_id, stream_id, timer_id, number, category, due_at, next_at,
    correlation_id)
  select w.tenant_id, w.stream_id, w.timer_id, w.number, split_part(w.stream_id, '-', 1), w.due_at, w.due_at,
    w.correlation_id
  from unnest(of_tenant, of_stream, of_timer, of_number, due, of_correlation)
    as w (tenant_id, stream_id, timer_id, number, due_at, correlation_id)
  where w.due_at is not null
  order by w.tenant_id, w.stream_id, w.timer_id
  on conflict (tenant_id, stream_id, timer_id) do update
    set number = excluded.number, due_at = excluded.due_at, next_at = excluded.next_at,
      correlation_id = excluded.correlation_id,
      attempts = 0, failures = 0, last_error = null;
end
$$;

revoke all on function {{schema}}.change_timers from public;
grant execute on function {{schema}}.change_timers to {{app}}, {{system}};
alter function {{schema}}.change_timers owner to {{kernel}};
