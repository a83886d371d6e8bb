import type { LogPlace } from "./log-place.ts";

/** A timer of a process that runs. */
export type TimerRow = {
  readonly tenant: string;
  /** Of the process. */
  readonly streamId: string;
  readonly timer: string;
  /** Tells it from others of its name that the process set before or after. */
  readonly number: number;
  readonly dueAt: string;
  /** How long ago it was due, by the clock of the database; negative while it is not. */
  readonly lateMs: number;
  /** How often it was delivered in vain. */
  readonly failures: number;
  readonly lastError: string | null;
};

/** Which timers, the earliest first. */
export type TimerQuery = {
  readonly tenant: string | undefined;
  /** Only those that are due. */
  readonly isOverdue: boolean;
  readonly max: number;
};

const COLUMNS = `tenant_id as tenant, stream_id as "streamId", timer_id as timer, number,
  to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "dueAt",
  (extract(epoch from clock_timestamp() - due_at) * 1000)::float8 as "lateMs", failures, last_error as "lastError"`;
const ORDER = "order by due_at, tenant_id, stream_id, timer_id";

/** Timers that run, `max` at most. */
export async function readTimers(
  { database, schema }: LogPlace,
  { tenant, isOverdue, max }: TimerQuery,
): Promise<readonly TimerRow[]> {
  const { rows } = await database.read<TimerRow>({
    text: `select ${COLUMNS} from ${schema}.timers
           where ($1::uuid is null or tenant_id = $1) and (not $2 or due_at <= clock_timestamp())
           ${ORDER} limit $3`,
    values: [tenant, isOverdue, max],
  });
  return rows;
}

/** Timers of one name in streams of one name: one for each tenant that has them. */
export async function readNamedTimers(
  { database, schema }: LogPlace,
  {
    tenant,
    streamId,
    timer,
  }: Partial<Pick<TimerRow, "tenant">> & Pick<TimerRow, "streamId" | "timer">,
): Promise<readonly TimerRow[]> {
  const { rows } = await database.read<TimerRow>({
    text: `select ${COLUMNS} from ${schema}.timers
           where stream_id = $1 and timer_id = $2 and ($3::uuid is null or tenant_id = $3) ${ORDER} limit 100`,
    values: [streamId, timer, tenant ?? null],
  });
  return rows;
}

/** How many there are of some timers, and the earliest of them. */
type TimerGroup = { readonly count: number; readonly first: TimerRow | undefined };

/** What the timers of a log look like from afar. */
export type TimerHealth = {
  readonly running: number;
  readonly late: TimerGroup;
  readonly failed: TimerGroup;
};

/** Counts timers, those that are later than so much, and those that failed; undefined where no table of them is yet. */
export async function readTimerHealth(
  { database, schema }: LogPlace,
  lateMsMin: number,
): Promise<TimerHealth | undefined> {
  const there = { text: "select to_regclass($1) is not null as is", values: [`${schema}.timers`] };
  if ((await database.read<{ is: boolean }>(there)).rows[0]?.is !== true) return undefined;
  const late = `due_at < clock_timestamp() - ${lateMsMin} * interval '1 millisecond'`;
  const counts = `select count(*)::int as running, count(*) filter (where ${late})::int as late,
    count(*) filter (where failures > 0)::int as failed from ${schema}.timers`;
  type Counts = { readonly running: number; readonly late: number; readonly failed: number };
  const [found] = (await database.read<Counts>({ text: counts })).rows;
  const first = async (which: string): Promise<TimerRow | undefined> => {
    const text = `select ${COLUMNS} from ${schema}.timers where ${which} ${ORDER} limit 1`;
    return (await database.read<TimerRow>({ text })).rows[0];
  };
  return {
    running: found?.running ?? 0,
    late: { count: found?.late ?? 0, first: await first(late) },
    failed: { count: found?.failed ?? 0, first: await first("failures > 0") },
  };
}
