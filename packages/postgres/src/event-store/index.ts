export { type BatchSent } from "./coordinator.ts";
export { eventStoreMigrations } from "./event-store-migrations.ts";
export {
  type PostgresEventStore,
  postgresEventStore,
  type PostgresEventStoreOptions,
} from "./postgres-event-store.ts";
export {
  postgresSubscriptions,
  type PostgresSubscriptionsOptions,
} from "./postgres-subscriptions.ts";
export { uuidV7Source } from "./uuid-v7.ts";
export { type WriteItems } from "./write-batch.ts";
