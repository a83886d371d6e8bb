export { type BatchOutcome, type WriteCall } from "./append-batch.ts";
export { type AppendSent } from "./append-watch.ts";
export { jsonArray, RecordArray } from "./binary-array.ts";
export { type BatchSent } from "./coordinator.ts";
export { eventStoreMigrations } from "./event-store-migrations.ts";
export { findRemembered, foundCommand } from "./find-commands.ts";
export {
  type PlainEventStore,
  type PostgresEventStore,
  postgresEventStore,
  type PostgresEventStoreOptions,
} from "./postgres-event-store.ts";
export {
  postgresSubscriptions,
  type PostgresSubscriptionsOptions,
} from "./postgres-subscriptions.ts";
export { type Lent, lending } from "./lending.ts";
export { RecentReplays } from "./recent-replays.ts";
export { reapCommands, type ReapOptions } from "./reap-commands.ts";
export { uuidV7Source } from "./uuid-v7.ts";
export { type WriteItems, type WriteOutcome, type WriteRequest } from "./write-batch.ts";
