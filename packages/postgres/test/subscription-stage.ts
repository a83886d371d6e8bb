import { setTimeout as sleep } from "node:timers/promises";

import type { EventStore } from "@holdfast/cqrs/event-store";
import type { SubscriptionStage } from "@holdfast/cqrs/subscriptions/contract";

import { postgresSubscriptions } from "../src/event-store/index.ts";
import { type Database, openDatabase, type Transaction } from "../src/index.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";

/** A log in PostgreSQL with read models beside it, and as whom one looks at them. */
export type PostgresSubscriptionStage = AsyncDisposable & {
  readonly contract: SubscriptionStage<Transaction>;
  readonly log: EventStoreStage;
  readonly system: Database;
  readonly admin: Database;
};

/** Opens a stage; subscriptions run as the role that sees every tenant. */
export async function openSubscriptionStage(): Promise<PostgresSubscriptionStage> {
  await using held = new AsyncDisposableStack();
  const log = held.use(await openStage(new URL("./subscription-migrations/", import.meta.url)));
  const open = (url: string): Database =>
    held.use(openDatabase({ url, applicationName: "test", max: 6, maxWaiting: 1_000 }));
  const [system, admin] = [open(log.server.systemUrl), open(log.server.adminUrl)];
  let offset = 0;
  // The reads of the contract look at the whole log.
  const whole = log.another({ database: system });
  const events: EventStore = { ...log.store, readLog: (query) => whole.readLog(query) };
  const contract: SubscriptionStage<Transaction> = {
    events,
    store: postgresSubscriptions({
      database: system,
      schema: "ledger",
      clockOffsetMs: () => offset,
    }),
    async note(tx, model, noted) {
      const positions = noted.map(({ position }) => position);
      const text = "insert into ledger.noted (model, position) select $1, unnest($2::int8[])";
      await tx.query({ text, values: [model, positions] });
    },
    async noted(model) {
      const text = "select position from ledger.noted where model = $1 order by came";
      const { rows } = await system.query<{ position: bigint }>({ text, values: [model] });
      return rows.map(({ position }) => position);
    },
    nowMs: Date.now,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    pass: (ms) => {
      offset += ms;
    },
  };
  const disposal = held.move();
  return { contract, log, system, admin, [Symbol.asyncDispose]: () => disposal.disposeAsync() };
}
