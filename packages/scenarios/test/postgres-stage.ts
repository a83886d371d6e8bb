import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { StreamAddress } from "@holdfast/cqrs/event-store";
import { type Database, openDatabase } from "@holdfast/postgres";
import { postgresEventStore, type PostgresEventStore } from "@holdfast/postgres/event-store";
import { testDatabase, type TestDatabase } from "@holdfast/postgres/testing";

const SCHEMA = "bank";

/** A log in PostgreSQL for scenarios. */
export type PostgresStage = AsyncDisposable & {
  readonly server: TestDatabase;
  readonly schema: string;
  readonly system: Database;
  readonly store: PostgresEventStore;
};

/** Opens a migrated database with a log in it. */
export async function openPostgresStage(migrations?: URL): Promise<PostgresStage> {
  await using held = new AsyncDisposableStack();
  const options = { service: "bank", schema: SCHEMA, hasEventStore: true };
  const server = held.use(
    await testDatabase({ ...options, ...(migrations !== undefined && { migrations }) }),
  );
  const open = (url: string): Database =>
    held.use(openDatabase({ url, applicationName: "scenarios", max: 4 }));
  const store = held.use(postgresEventStore({ database: open(server.url), schema: SCHEMA }));
  const system = open(server.systemUrl);
  const disposal = held.move();
  return {
    server,
    schema: SCHEMA,
    system,
    store,
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

/** A stream that nobody has. */
export function newStream(): StreamAddress {
  return { tenant: "00000000-0000-0000-0000-000000000000", streamId: `scenario-${randomUUID()}` };
}

/** Waits in real time. */
export const real = {
  nowMs: Date.now,
  sleep: (ms: number, signal?: AbortSignal) =>
    sleep(ms, undefined, signal === undefined ? {} : { signal }),
};
