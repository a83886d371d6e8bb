export { applyMigrations } from "./apply-migrations.ts";
export { type DatabaseConfig, dataDirectory, findDatabase } from "./find-database.ts";
export { type ServicePlace } from "./service-place.ts";
export { type Start, untilPrepared } from "./until-prepared.ts";
