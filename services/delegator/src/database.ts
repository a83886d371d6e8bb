import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { migrate, openDatabase, verifyMigrations } from "@holdfast/postgres";
import { type DatabaseUrls, databaseUrls } from "@holdfast/postgres/embedded";
import { type Logger } from "@holdfast/telemetry";

import { type Config } from "./config.ts";
import { SCHEMA } from "./schema.ts";

const SERVICE = "delegator";
const MIGRATIONS = new URL("../migrations/", import.meta.url);
const DATA_DIRECTORY = fileURLToPath(new URL("../../../.holdfast", import.meta.url));

/** The configured server, or else the embedded one. */
export function findDatabase(config: Config, logger: Logger): Promise<DatabaseUrls> {
  return databaseUrls({
    databaseUrl: config.DATABASE_URL,
    databaseAdminUrl: config.DATABASE_ADMIN_URL,
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
    onApplied: (name) => logger.info({ migration: name }, "migration applied"),
  });
}

/** A database with all migrations; in production they must have been applied beforehand. */
export async function prepareDatabase(config: Config, logger: Logger): Promise<DatabaseUrls> {
  await using held = new AsyncDisposableStack();
  const urls = held.use(await findDatabase(config, logger));
  if (config.NODE_ENV === "production") await verify(urls.url);
  else await bringUpToDate(urls.adminUrl, logger);
  held.move();
  return urls;
}

async function verify(url: string): Promise<void> {
  await using database = openDatabase({ url, applicationName: "delegator-verify", max: 1 });
  await verifyMigrations(database, { service: SERVICE, schema: SCHEMA, directory: MIGRATIONS });
}
