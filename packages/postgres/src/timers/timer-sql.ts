/** The statements of timers. */
export function timerSql(schema: string) {
  const one = `(tenant_id, stream_id, timer_id, number) = ($1, $2, $3, $4)`;
  // Only whoever was given a timer last may say what becomes of it.
  const held = `(tenant_id, stream_id, timer_id, number, attempts) = ($1, $2, $3, $4, $5)`;
  return {
    change: `select ${schema}.change_timers($1, $2, $3, $4, $5, $6)`,
    // Planned in a fifth of the time that a claim takes.
    look: `select ${msOf("clock.now")} as "nowMs", ${msOf("next.at")} as "nextAtMs"
      from (select ${now("$2")} as now) as clock
      left join (select min(next_at) as at from ${schema}.timers where category = $1) as next on true`,
    // A claim that a crash of the server takes back is made again: nothing has to wait for the disk.
    claim: `with clock as materialized (
        select ${now("$4")} as now, set_config('synchronous_commit', 'off', true) as durability
      ),
      due as (
        select tenant_id, stream_id, timer_id from ${schema}.timers
        where category = $1 and next_at <= (select now from clock)
        order by next_at limit $2 for update skip locked
      ),
      claimed as (
        update ${schema}.timers as t
        set next_at = (select now from clock) + ${ms("$3")}, attempts = t.attempts + 1
        from due where (t.tenant_id, t.stream_id, t.timer_id) = (due.tenant_id, due.stream_id, due.timer_id)
        returning t.tenant_id as tenant, t.stream_id as "streamId", t.timer_id as timer, t.number,
          t.due_at as "dueAt", t.correlation_id as "correlationId", t.attempts
      ),
      waiting as (
        select next_at from ${schema}.timers
        where category = $1 and next_at > (select now from clock) order by next_at limit 1
      )
      select ${msOf("clock.now")} as "nowMs", ${msOf("waiting.next_at")} as "nextAtMs", claimed.*
      from clock left join waiting on true left join claimed on true order by "dueAt"`,
    drop: `delete from ${schema}.timers where ${held}`,
    // The clock may have gone back since it was claimed.
    postpone: `update ${schema}.timers
      set next_at = greatest(due_at, ${now("$8")} + ${ms("$6")}), failures = failures + 1, last_error = $7 where ${held}`,
    forget: `delete from ${schema}.timers where ${one}`,
    fire: `update ${schema}.timers set next_at = least(next_at, ${now("$5")}) where ${one}`,
    running: `select tenant_id as tenant, stream_id as "streamId", timer_id as timer, number, due_at as "dueAt",
        correlation_id as "correlationId", failures, last_error as "lastError"
      from ${schema}.timers where $1::uuid is null or tenant_id = $1 order by due_at limit $2`,
    now: `select ${msOf(now("$1"))} as "nowMs"`,
  };
}

function ms(parameter: string): string {
  return `${parameter}::float8 * interval '1 millisecond'`;
}

function now(offset: string): string {
  return `clock_timestamp() + ${ms(offset)}`;
}

function msOf(time: string): string {
  return `(extract(epoch from ${time}) * 1000)::float8`;
}
