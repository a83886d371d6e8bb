import { randomBytes } from "node:crypto";

import { localTenantKeys, Sealing, subjectKeys, type WrappedKeys } from "@holdfast/erasure";

import { postgresWrappedKeys, subjectKeyMigrations } from "../src/erasure/index.ts";
import { uuidV7Source } from "../src/event-store/index.ts";
import { type Database, migrate, openDatabase } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";

/** A log with a schema of keys beside it. */
export type ErasureStage = AsyncDisposable & {
  readonly server: TestDatabase;
  readonly database: Database;
  readonly systemDatabase: Database;
  readonly admin: Database;
  readonly schema: "ledger";
  readonly keysSchema: "ledger_keys";
  /** Over pools of its own, as another process. */
  readonly wrapped: () => WrappedKeys;
};

export async function openErasureStage(): Promise<ErasureStage> {
  await using held = new AsyncDisposableStack();
  const place = { service: "ledger", schema: "ledger", hasEventStore: true };
  const server = held.use(await testDatabase(place));
  const keysSchema = "ledger_keys";
  await migrate({
    url: server.adminUrl,
    service: "ledger",
    schema: keysSchema,
    ...subjectKeyMigrations,
  });
  const open = (url: string) =>
    held.use(openDatabase({ url, applicationName: "test", max: 3, maxWaiting: 1_000 }));
  const pools = { database: open(server.url), systemDatabase: open(server.systemUrl) };
  const others = { database: open(server.url), systemDatabase: pools.systemDatabase };
  const admin = open(server.adminUrl);
  let turn = 0;
  const stop = held.move();
  return {
    server,
    ...pools,
    admin,
    schema: "ledger",
    keysSchema,
    wrapped() {
      turn += 1;
      return postgresWrappedKeys({ ...(turn % 2 === 0 ? others : pools), schema: keysSchema });
    },
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

/** Keys over a storage, as one process has them. */
export function keysOver(wrapped: WrappedKeys) {
  const tenantKeys = localTenantKeys(async () => [Buffer.alloc(32, 7)], randomBytes);
  return subjectKeys({ wrapped, tenantKeys, randomBytes, nowMs: Date.now });
}

/** What seals a log by these keys. */
export function sealingBy(
  keys: ReturnType<typeof keysOver>,
  personal: ConstructorParameters<typeof Sealing>[0]["personal"],
): Sealing {
  return new Sealing({ personal, keys, randomBytes, newEventId: uuidV7Source(Date.now) });
}
