import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import {
  DatabaseUnavailable,
  migrate,
  openDatabase,
  verifyMigrations,
  verifyTenancy,
} from "@holdfast/postgres";
import { type DatabaseUrls, databaseUrls } from "@holdfast/postgres/embedded";
import { eventStoreMigrations } from "@holdfast/postgres/event-store";
import type { Logger } from "@holdfast/telemetry";

import type { Config } from "./config.ts";
import { SCHEMA } from "./schema.ts";

const SERVICE = "delegator";
const MIGRATIONS = new URL("../migrations/", import.meta.url);
const DATA_DIRECTORY = fileURLToPath(new URL("../../../.holdfast", import.meta.url));

/** Between two attempts to reach a database that is away. */
const REST_MS = 1_000;

export type Start = {
  readonly config: Config;
  readonly logger: Logger;
  readonly signal: AbortSignal;
};

/** The configured server, or else the embedded one. */
export function findDatabase(config: Config, logger: Logger): Promise<DatabaseUrls> {
  return databaseUrls({
    databaseUrl: config.DATABASE_URL,
    databaseAdminUrl: config.DATABASE_ADMIN_URL,
    databaseSystemUrl: config.DATABASE_SYSTEM_URL,
    directory: join(config.HOLDFAST_DATA_DIR ?? DATA_DIRECTORY, "postgres"),
    service: SERVICE,
    log: (message) => logger.info(message),
  });
}

export function bringUpToDate(adminUrl: string, logger: Logger): Promise<readonly string[]> {
  return migrate({
    url: adminUrl,
    service: SERVICE,
    schema: SCHEMA,
    directory: MIGRATIONS,
    // The log comes first: the service's own files refer to it.
    after: eventStoreMigrations,
    onApplied: (name) => logger.info({ migration: name }, "migration applied"),
  });
}

/**
 * Waits until the database is there and has all migrations; in production they must have been applied beforehand,
 * and the role that requests run as must be bound by row-level security.
 * False when the signal was aborted first.
 */
export async function untilPrepared(urls: DatabaseUrls, start: Start): Promise<boolean> {
  const { config, logger, signal } = start;
  while (!signal.aborted) {
    try {
      if (config.NODE_ENV === "production") await verify(urls.url);
      else await bringUpToDate(urls.adminUrl, logger);
      return true;
    } catch (err) {
      if (!(err instanceof DatabaseUnavailable)) throw err;
      logger.warn({ err, restMs: REST_MS }, "the database is away");
      await sleep(REST_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return false;
}

async function verify(url: string): Promise<void> {
  await using database = openDatabase({ url, applicationName: "delegator-verify", max: 1 });
  for (const folder of [eventStoreMigrations, { directory: MIGRATIONS }]) {
    await verifyMigrations(database, { service: SERVICE, schema: SCHEMA, ...folder });
  }
  await verifyTenancy(database, { service: SERVICE, schema: SCHEMA });
}
