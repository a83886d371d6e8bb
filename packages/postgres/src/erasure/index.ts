export {
  postgresEraser,
  type PostgresEraserOptions,
  unfinishedErasures,
} from "./postgres-eraser.ts";
export { postgresWrappedKeys, type PostgresWrappedKeysOptions } from "./postgres-wrapped-keys.ts";
export { sealedPostgresStore } from "./sealed-postgres-store.ts";
export { subjectKeyMigrations } from "./subject-key-migrations.ts";
