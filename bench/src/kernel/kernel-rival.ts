import { type AppendOutcome, isAppendRefusal } from "@holdfast/cqrs/event-store";
import { type Database, openDatabase } from "@holdfast/postgres";
import { type PostgresEventStore, postgresEventStore } from "@holdfast/postgres/event-store";
import { testDatabase } from "@holdfast/postgres/testing";

import { WrongLog } from "./wrong-log.ts";

/** Service and schema carry the same name. */
export const SCHEMA = "bench";
export const TENANT = "00000000-0000-0000-0000-000000000000";
const CONNECTIONS = 10;

/** The kernel on a database of its own, with the tables of the raw limit beside it. */
export type KernelRival = AsyncDisposable & {
  readonly store: PostgresEventStore;
  /** As the role that serves, that of subscriptions, and the one who migrates. */
  readonly url: string;
  readonly systemUrl: string;
  readonly adminUrl: string;
  /** Throws `WrongLog` unless the log holds so many events, without a gap. */
  check(events: number): Promise<void>;
};

export async function kernelRival(adminUrl: string): Promise<KernelRival> {
  await using held = new AsyncDisposableStack();
  const test = held.use(
    await testDatabase({
      service: SCHEMA,
      schema: SCHEMA,
      migrations: new URL("migrations/", import.meta.url),
      hasEventStore: true,
      adminUrl,
    }),
  );
  const database = held.use(
    openDatabase({ url: test.url, applicationName: "bench-kernel", max: CONNECTIONS }),
  );
  const admin = held.use(openDatabase({ url: test.adminUrl, applicationName: "bench", max: 1 }));
  await admin.query({ text: "checkpoint" });
  const store = held.use(postgresEventStore({ database, schema: SCHEMA }));
  const stop = held.move();
  return {
    store,
    url: test.url,
    systemUrl: test.systemUrl,
    adminUrl: test.adminUrl,
    check: (events) => check(admin, events),
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

async function check(admin: Database, events: number): Promise<void> {
  const { rows } = await admin.query<{
    readonly n: number;
    readonly last: number;
    readonly gaps: number;
  }>({
    text: `select count(*)::int as n, coalesce(max(position), 0)::int as last,
             (select count(*)::int from (
               select version - row_number() over (partition by tenant_id, stream_id order by version) as gap
               from ${SCHEMA}.events) v where gap <> 0) as gaps
           from ${SCHEMA}.events`,
  });
  const [found] = rows;
  if (found?.n === events && found.last === events && found.gaps === 0) return;
  throw new WrongLog(`${JSON.stringify(found)} where ${events} events were acknowledged`);
}

/** An append that must have happened. */
export function accepted(outcome: AppendOutcome): void {
  if (isAppendRefusal(outcome)) throw new WrongLog(`refused: ${outcome.sentence}`);
}
