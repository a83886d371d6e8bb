import { setTimeout as sleep } from "node:timers/promises";

import {
  DatabaseUnavailable,
  openDatabase,
  verifyMigrations,
  verifyTenancy,
} from "@holdfast/postgres";
import type { DatabaseUrls } from "@holdfast/postgres/embedded";
import { subjectKeyMigrations } from "@holdfast/postgres/erasure";
import { eventStoreMigrations } from "@holdfast/postgres/event-store";
import type { Logger } from "@holdfast/telemetry";

import { bringUpToDate } from "./bring-up-to-date.ts";
import type { ServicePlace } from "./service-place.ts";

/** Between two attempts to reach a database that is away. */
const REST_MS = 1_000;

/** A service that is being started. */
export type Start = ServicePlace & {
  /** Whether migrations must have been applied beforehand. */
  readonly isProduction: boolean;
  readonly logger: Logger;
  readonly signal: AbortSignal;
};

/**
 * Waits until the database is there and has all migrations; in production they must have been applied beforehand,
 * and the role that requests run as must be bound by row-level security.
 * False when the signal was aborted first.
 */
export async function untilPrepared(urls: DatabaseUrls, start: Start): Promise<boolean> {
  const { isProduction, logger, signal } = start;
  while (!signal.aborted) {
    try {
      if (isProduction) await verify(urls.url, start);
      else await bringUpToDate(start, urls.adminUrl, logger);
      return true;
    } catch (err) {
      if (!(err instanceof DatabaseUnavailable)) throw err;
      logger.warn({ err, restMs: REST_MS }, "the database is away");
      await sleep(REST_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return false;
}

async function verify(
  url: string,
  { service, schema, migrations: directory, keysSchema }: ServicePlace,
): Promise<void> {
  await using database = openDatabase({ url, applicationName: `${service}-verify`, max: 1 });
  for (const folder of [eventStoreMigrations, { directory }]) {
    await verifyMigrations(database, { service, schema, ...folder });
  }
  await verifyTenancy(database, { service, schema });
  if (keysSchema === undefined) return;
  await verifyMigrations(database, { service, schema: keysSchema, ...subjectKeyMigrations });
  await verifyTenancy(database, { service, schema: keysSchema });
}
