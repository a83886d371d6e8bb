import type { Database } from "@holdfast/postgres";

import { SCHEMA } from "../kernel/kernel-rival.ts";
import { WrongLog } from "../kernel/wrong-log.ts";

/** When timers are due, in milliseconds since 1970. */
type DueTimes = { readonly fromMs: number; readonly toMs: number };

/**
 * How late each timer of a time was noted as fired, in milliseconds: from when it was due until its event was written
 * down, just before that was sent to the log.
 */
export async function latenessOf(
  admin: Database,
  { fromMs, toMs }: DueTimes,
): Promise<readonly number[]> {
  const { rows } = await admin.query<{ readonly lateMs: number }>({
    text: `select late_ms as "lateMs" from (${FIRED}) as fired
      where due_at >= to_timestamp($1::float8 / 1000) and due_at < to_timestamp($2::float8 / 1000)`,
    values: [fromMs, toMs],
  });
  return rows.map(({ lateMs }) => lateMs);
}

/** Throws `WrongLog` unless each of so many timers has fired once, none of them early, and none is left. */
export async function checkFired(admin: Database, timers: number): Promise<void> {
  type Row = Readonly<Record<"fired" | "streams" | "early" | "left", number>>;
  const { rows } = await admin.query<Row>({
    text: `select count(*)::int as fired, count(distinct stream_id)::int as streams,
        (count(*) filter (where late_ms < 0))::int as early,
        (select count(*)::int from ${SCHEMA}.timers) as left
      from (${FIRED}) as fired`,
  });
  const [found] = rows;
  const isRight = found?.fired === timers && found.streams === timers;
  if (isRight && found.early === 0 && found.left === 0) return;
  throw new WrongLog(`${JSON.stringify(found)} where ${timers} timers fire once`);
}

const FIRED = `select stream_id, due_at, extract(epoch from recorded_at - due_at)::float8 * 1000 as late_ms
  from (select stream_id, recorded_at, (data->>'dueAt')::timestamptz as due_at
    from ${SCHEMA}.events where type = 'TimerFired') as noted`;
