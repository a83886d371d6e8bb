import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type DatabaseUrls, databaseUrls } from "@holdfast/postgres/embedded";
import type { Logger } from "@holdfast/telemetry";

const DATA_DIRECTORY = fileURLToPath(new URL("../../../../.holdfast", import.meta.url));

/** The part of a service's configuration that says where its database is; see `DATABASE_VARIABLES`. */
export type DatabaseConfig = {
  readonly DATABASE_URL?: string;
  readonly DATABASE_ADMIN_URL?: string;
  readonly DATABASE_SYSTEM_URL?: string;
  readonly HOLDFAST_DATA_DIR?: string;
};

/** Where the house keeps what is its own on this machine. */
export function dataDirectory({ HOLDFAST_DATA_DIR }: DatabaseConfig): string {
  return HOLDFAST_DATA_DIR ?? DATA_DIRECTORY;
}

/** The configured server, or else the embedded one. */
export function findDatabase(
  service: string,
  config: DatabaseConfig,
  logger: Logger,
): Promise<DatabaseUrls> {
  return databaseUrls({
    databaseUrl: config.DATABASE_URL,
    databaseAdminUrl: config.DATABASE_ADMIN_URL,
    databaseSystemUrl: config.DATABASE_SYSTEM_URL,
    directory: join(dataDirectory(config), "postgres"),
    service,
    log: (message) => logger.info(message),
  });
}
