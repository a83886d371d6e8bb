import { openLogger } from "@holdfast/telemetry";

import { bringUpToDate } from "./bring-up-to-date.ts";
import { type DatabaseConfig, findDatabase } from "./find-database.ts";
import type { ServicePlace } from "./service-place.ts";

/** What a service's `migrate` does: applies what is missing, and says so to a person. */
export async function applyMigrations(place: ServicePlace, config: DatabaseConfig): Promise<void> {
  const { service } = place;
  const logger = openLogger({ service: `${service}-migrate`, level: "info", format: "human" });
  await using urls = await findDatabase(service, config, logger);
  const applied = await bringUpToDate(place, urls.adminUrl, logger);
  logger.info(applied.length === 0 ? "nothing to do" : `${applied.length} applied`);
}
