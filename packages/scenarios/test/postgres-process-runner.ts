import { randomUUID } from "node:crypto";

import { postgresSubscriptions } from "@holdfast/postgres/event-store";
import { postgresTimers } from "@holdfast/postgres/timers";
import type { Runner } from "@holdfast/scenarios";
import { processRunner } from "@holdfast/scenarios/processes";

import { type PostgresStage, real } from "./postgres-stage.ts";

/** Longer than any step takes; nobody waits for it unless something breaks. */
const TIMEOUT_MS = 20_000;

/** Plays processes over PostgreSQL: their log, their subscriptions and their timers. */
export function postgresProcessRunner({ store, system, schema }: PostgresStage): Runner {
  const subscriptions = postgresSubscriptions({ database: system, schema });
  return processRunner({
    name: "PostgreSQL",
    newName: () => `p${randomUUID().replaceAll("-", "")}`,
    stores: (world) => ({
      events: store,
      subscriptions,
      timers: postgresTimers({
        store,
        database: system,
        schema,
        watch: (onGrown, signal) => subscriptions.watch(onGrown, signal),
        // The time of the database is that of this machine.
        clockOffsetMs: () => world.nowMs() - real.nowMs(),
      }),
      ...real,
      timeoutMs: TIMEOUT_MS,
    }),
  });
}
