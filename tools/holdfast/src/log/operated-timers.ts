import { postgresEventStore, postgresSubscriptions } from "@holdfast/postgres/event-store";
import { type PostgresTimers, postgresTimers } from "@holdfast/postgres/timers";

import type { LogPlace } from "./log-place.ts";

/** The timers of a log, as the system role may change them. */
export function operatedTimers({ database, schema }: LogPlace): PostgresTimers {
  const store = postgresEventStore({ database, schema });
  const subscriptions = postgresSubscriptions({ database, schema });
  const watch: PostgresTimers["watch"] = (onSet, signal) => subscriptions.watch(onSet, signal);
  return postgresTimers({ store, database, schema, watch });
}
