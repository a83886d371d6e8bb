import type { ServicePlace } from "@holdfast/service-start/database";

import { KEYS_SCHEMA, SCHEMA } from "./schema.ts";

/** Where the service's tables are, and what makes them. */
export const PLACE: ServicePlace = {
  service: "payments",
  schema: SCHEMA,
  keysSchema: KEYS_SCHEMA,
  migrations: new URL("../migrations/", import.meta.url),
};
