/** The statements of subscriptions. $1 and $2 are the name and the revision; $3 is the epoch where one is held. */
export function subscriptionSql(schema: string) {
  // A batch in progress holds this lock for whoever wants to know which session it is.
  const mark = `hashtext('${schema}.subscriptions'), hashtext($1 || ' ' || $2)`;
  const held = "(name, revision) = ($1, $2) and epoch = $3 and status = 'running'";
  return {
    look: `select status, owner,
        greatest(extract(epoch from lease_until - (${now("$3")})) * 1000, 0)::float8 as "forMs"
      from ${schema}.subscriptions where (name, revision) = ($1, $2)`,
    claim: `insert into ${schema}.subscriptions as mine
        (name, revision, owner, lease_until, heartbeat_at, position, epoch)
      values ($1, $2, $3, ${now("$5")} + ${ms("$4")}, ${now("$5")}, $6, 1)
      on conflict (name, revision) do update
        set owner = excluded.owner, lease_until = excluded.lease_until,
          heartbeat_at = excluded.heartbeat_at, epoch = mine.epoch + 1
        where mine.status = 'running' and (mine.owner = excluded.owner or mine.lease_until <= ${now("$5")})
      returning epoch, position`,
    renew: `update ${schema}.subscriptions
      set lease_until = ${now("$5")} + ${ms("$4")}, heartbeat_at = ${now("$5")} - ${ms("$6")} where ${held}`,
    release: `update ${schema}.subscriptions set lease_until = '-infinity' where ${held}`,
    advance: `update ${schema}.subscriptions
      set position = $7, lease_until = ${now("$5")} + ${ms("$4")}, heartbeat_at = ${now("$5")},
        last_error = null, attempts = 0
      where ${held} and position = $6
      returning pg_advisory_xact_lock_shared(${mark})`,
    evict: `select pg_terminate_backend(pid)
      from pg_locks join pg_stat_activity as session using (pid)
      where locktype = 'advisory' and database = session.datid and datname = current_database()
        and (classid, objid, objsubid) = (hashtext('${schema}.subscriptions')::oid, hashtext($1 || ' ' || $2)::oid, 2)
        and usename = current_user and pid <> pg_backend_pid()
        and wait_event = 'ClientRead' and state_change < clock_timestamp() - ${ms("$3")} / 3`,
    stop: `update ${schema}.subscriptions
      set status = 'stopped', lease_until = '-infinity', last_error = $4, attempts = $5
      where ${held}`,
    resume: `update ${schema}.subscriptions set status = 'running', last_error = null, attempts = 0
      where (name, revision) = ($1, $2) and status = 'stopped'`,
    position: `select position from ${schema}.subscriptions where (name, revision) = ($1, $2)`,
    lock: `select from ${schema}.subscriptions where (name, revision) = ($1, $2) for update`,
    ...parkedSql(schema),
    status: `select mine.status as state, mine.position, log_head.position as head, mine.owner, mine.epoch,
        mine.last_error as "lastError", mine.attempts,
        (select count(*)::int from ${schema}.parked
         where (subscription, parked.revision) = ($1, $2)) as parked,
        (extract(epoch from ${now("$3")} - events.recorded_at) * 1000)::float8 as "lagMs",
        (extract(epoch from ${now("$3")} - mine.heartbeat_at) * 1000)::float8 as "heartbeatAgeMs"
      from ${schema}.subscriptions as mine cross join ${schema}.log_head
      left join ${schema}.events on events.position = mine.position + 1
      where (mine.name, mine.revision) = ($1, $2)`,
  };
}

/** Those about what was put aside. */
function parkedSql(schema: string) {
  const parked = "(subscription, revision) = ($1, $2)";
  const stream = `(select (tenant_id, stream_id) from ${schema}.events where events.position = parked.position)`;
  return {
    park: `insert into ${schema}.parked (subscription, revision, position, error, attempts, at)
      values ($1, $2, $3, $4, $5, ${now("$6")})`,
    parked: `select position, error, attempts, at from ${schema}.parked
      where ${parked} and position > $4 order by parked.position limit $3`,
    unpark: `delete from ${schema}.parked where (subscription, revision, position) = ($1, $2, $3)`,
    askReplay: `update ${schema}.parked set replay_asked_at = ${now("$4")}
      where (subscription, revision, position) = ($1, $2, $3)`,
    // What waits for an earlier event of its stream is left out. Streams are compared once, however much is parked.
    replaysAsked: `with others as (
        select ${stream} as stream, min(position) as first from ${schema}.parked
        where ${parked} and replay_asked_at is null group by 1
      )
      select position from ${schema}.parked left join others on others.stream = ${stream}
      where ${parked} and replay_asked_at is not null and (first is null or first > position)
      order by parked.position limit $3`,
    parkAgain: `update ${schema}.parked
      set error = $4, attempts = attempts + 1, replay_asked_at = null
      where (subscription, revision, position) = ($1, $2, $3)`,
  };
}

function ms(parameter: string): string {
  return `${parameter}::float8 * interval '1 millisecond'`;
}

function now(offset: string): string {
  return `clock_timestamp() + ${ms(offset)}`;
}
