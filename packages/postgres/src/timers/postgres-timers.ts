import type { EventStore } from "@holdfast/cqrs/event-store";
import {
  cancelInHistory,
  type DueTimer,
  type OneTimer,
  type RunningTimer,
  type TimerStore,
} from "@holdfast/processes";

import type { Database } from "../database.ts";
import type { PostgresEventStore } from "../event-store/postgres-event-store.ts";
import { isTransient } from "../is-transient.ts";
import { schemaName } from "../migrations/schema-name.ts";
import { TimedAppends } from "./timed-appends.ts";
import { timerSql } from "./timer-sql.ts";

/** Where the timers of a service are. */
export type PostgresTimersOptions = {
  /** The log of the processes. */
  readonly store: PostgresEventStore;
  /** As the `system` role: timers are handed out for all tenants. */
  readonly database: Database;
  readonly schema: string;
  /** Tells when the log has grown: `watch` of the subscriptions. */
  readonly watch: TimerStore["watch"];
  /** Added to the database's clock; 0. For tests. */
  readonly clockOffsetMs?: () => number;
};

/** Timers beside a log in PostgreSQL. Disposal waits for appends that change timers; store and database stay open. */
export type PostgresTimers = TimerStore & AsyncDisposable;

/** The timers of a service's processes, in the schema of its log. */
export function postgresTimers({
  store,
  database,
  schema: name,
  watch,
  clockOffsetMs = () => 0,
}: PostgresTimersOptions): PostgresTimers {
  const schema = schemaName(name);
  const sql = timerSql(schema);
  const appends = new TimedAppends(store, sql.change);
  const events: EventStore = { ...store, append: async (request) => appends.append(request) };
  const change = async (text: string, ...values: readonly unknown[]): Promise<boolean> =>
    (await database.query({ text, values })).rowCount > 0;
  return {
    events,
    claim: claiming(database, sql, clockOffsetMs),
    async drop(timer) {
      await change(sql.drop, ...namesOf(timer), timer.attempts);
    },
    async postpone(timer, { forMs, error }) {
      const held = [...namesOf(timer), timer.attempts];
      await change(sql.postpone, ...held, forMs, error, clockOffsetMs());
    },
    async running({ tenant, max }) {
      const values = [tenant ?? null, max];
      const { rows } = await database.read<RunningRow>({ text: sql.running, values });
      return rows.map((row) => ({ ...row, lastError: row.lastError ?? undefined }));
    },
    async cancel(timer, by) {
      return (await cancelInHistory(events, timer, by)) || change(sql.forget, ...namesOf(timer));
    },
    fire: (timer) => change(sql.fire, ...namesOf(timer), clockOffsetMs()),
    async nowMs() {
      const { rows } = await database.read<{ nowMs: number }>({
        text: sql.now,
        values: [clockOffsetMs()],
      });
      const [row] = rows;
      if (row === undefined) throw new RangeError("the clock gave no row");
      return row.nowMs;
    },
    watch,
    isTransient,
    [Symbol.asyncDispose]: () => appends[Symbol.asyncDispose](),
  };
}

function claiming(
  database: Database,
  sql: Pick<ReturnType<typeof timerSql>, "look" | "claim">,
  clockOffsetMs: () => number,
): TimerStore["claim"] {
  /** Categories of which nothing was due when they were asked for last: then to look costs less than to claim. */
  const idle = new Set<string>();
  return async ({ category, max, leaseMs }) => {
    const look = { text: sql.look, values: [category, clockOffsetMs()] };
    const looked = idle.has(category) ? (await database.read<ClockRow>(look)).rows[0] : undefined;
    if (looked !== undefined && (looked.nextAtMs ?? Infinity) > looked.nowMs) {
      return { timers: [], nowMs: looked.nowMs, nextInMs: restOf(looked) };
    }
    const values = [category, max, leaseMs, clockOffsetMs()];
    const { rows } = await database.query<ClaimRow>({ text: sql.claim, values });
    const [first] = rows;
    if (first === undefined) throw new RangeError("the clock gave no row");
    const timers = rows.flatMap((row) => (isClaimed(row) ? [timerOf(row)] : []));
    if (timers.length === 0) idle.add(category);
    else idle.delete(category);
    const isFull = timers.length === max;
    // Whoever asked began to wait before the look.
    const { nowMs } = looked ?? first;
    return { timers, nowMs, nextInMs: isFull ? 0 : restOf(first) };
  };
}

type ClockRow = { readonly nowMs: number; readonly nextAtMs: number | null };
type ClaimRow = ClockRow & {
  readonly [Column in keyof DueTimer]: DueTimer[Column] | null;
};
type RunningRow = Omit<RunningTimer, "lastError"> & { readonly lastError: string | null };

function restOf({ nowMs, nextAtMs }: ClockRow): number | undefined {
  return nextAtMs === null ? undefined : nextAtMs - nowMs;
}

/** The clock comes in a row of its own where there is nothing to hand out. */
function isClaimed(row: ClaimRow): row is ClaimRow & DueTimer {
  return row.timer !== null;
}

function timerOf(row: DueTimer): DueTimer {
  const { tenant, streamId, timer, number, dueAt, correlationId, attempts } = row;
  return { tenant, streamId, timer, number, dueAt, correlationId, attempts };
}

function namesOf({ tenant, streamId, timer, number }: OneTimer): readonly unknown[] {
  return [tenant, streamId, timer, number];
}
