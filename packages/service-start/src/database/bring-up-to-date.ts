import { migrate } from "@holdfast/postgres";
import { subjectKeyMigrations } from "@holdfast/postgres/erasure";
import { eventStoreMigrations } from "@holdfast/postgres/event-store";
import type { Logger } from "@holdfast/telemetry";

import type { ServicePlace } from "./service-place.ts";

/** Applies the migrations that are missing, and returns their names. */
export async function bringUpToDate(
  { service, schema, migrations, keysSchema }: ServicePlace,
  adminUrl: string,
  logger: Logger,
): Promise<readonly string[]> {
  const onApplied = (name: string): void => logger.info({ migration: name }, "migration applied");
  const place = { url: adminUrl, service, onApplied };
  // The log comes first: the service's own files refer to it.
  const own = { schema, directory: migrations, after: eventStoreMigrations };
  const applied = await migrate({ ...place, ...own });
  if (keysSchema === undefined) return applied;
  const keys = await migrate({ ...place, schema: keysSchema, ...subjectKeyMigrations });
  return [...applied, ...keys];
}
