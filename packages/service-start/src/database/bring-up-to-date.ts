import { migrate } from "@holdfast/postgres";
import { eventStoreMigrations } from "@holdfast/postgres/event-store";
import type { Logger } from "@holdfast/telemetry";

import type { ServicePlace } from "./service-place.ts";

/** Applies the migrations that are missing, and returns their names. */
export function bringUpToDate(
  { service, schema, migrations }: ServicePlace,
  adminUrl: string,
  logger: Logger,
): Promise<readonly string[]> {
  return migrate({
    url: adminUrl,
    service,
    schema,
    directory: migrations,
    // The log comes first: the service's own files refer to it.
    after: eventStoreMigrations,
    onApplied: (name) => logger.info({ migration: name }, "migration applied"),
  });
}
