import type { ServicePlace } from "@holdfast/service-start/database";

import { SCHEMA } from "./schema.ts";

/** Where the service's tables are, and what makes them. */
export const PLACE: ServicePlace = {
  service: "payments",
  schema: SCHEMA,
  migrations: new URL("../migrations/", import.meta.url),
};
