import {
  type PlainEventStore,
  postgresEventStore,
  type PostgresEventStoreOptions,
} from "../src/event-store/index.ts";
import { type Database, openDatabase } from "../src/index.ts";
import { testDatabase, type TestDatabase } from "../src/testing/index.ts";

const SCHEMA = "ledger";

/** A migrated database with stores over its log; each has a pool of its own, as each process has. */
export type EventStoreStage = AsyncDisposable & {
  readonly server: TestDatabase;
  readonly database: Database;
  readonly store: PlainEventStore;
  readonly another: (options?: Partial<PostgresEventStoreOptions>) => PlainEventStore;
};

export async function openStage(migrations?: URL): Promise<EventStoreStage> {
  await using held = new AsyncDisposableStack();
  const server = held.use(
    await testDatabase({
      service: "ledger",
      schema: SCHEMA,
      hasEventStore: true,
      ...(migrations !== undefined && { migrations }),
    }),
  );
  const open = held.use(new AsyncDisposableStack());
  const openPool = (): Database =>
    open.use(openDatabase({ url: server.url, applicationName: "test", max: 4, maxWaiting: 1_000 }));
  const database = openPool();
  const storeOver = (pool: Database, options: Partial<PostgresEventStoreOptions> = {}) =>
    open.use(postgresEventStore({ database: pool, schema: SCHEMA, ...options }));
  // Few pools, handed out in turn: each test asks for some, and a server has a hundred connections.
  const stores = [openPool(), openPool(), openPool(), openPool()].map((pool) => storeOver(pool));
  let turn = 0;
  const disposal = held.move();
  return {
    server,
    database,
    store: storeOver(database),
    another(options) {
      turn += 1;
      const next = stores[turn % stores.length];
      return options === undefined && next !== undefined ? next : storeOver(openPool(), options);
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}
