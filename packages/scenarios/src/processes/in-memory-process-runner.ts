import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { inMemorySubscriptions } from "@holdfast/cqrs/subscriptions";
import { VirtualTime } from "@holdfast/cqrs/virtual-time";
import { inMemoryTimers } from "@holdfast/processes";

import { processRunner } from "./process-runner.ts";

/** Nobody waits for it: time jumps where nothing else is to be done. */
const TIMEOUT_MS = 10 * 60_000;

/** Plays each scenario with a process on stores in memory of its own. */
export const inMemoryProcessRunner = processRunner({
  name: "in memory",
  newName: () => "scenario",
  stores(world) {
    const { nowMs, sleep } = new VirtualTime();
    const events = inMemoryEventStore({ nowMs: world.nowMs, newEventId: world.newId });
    return {
      events,
      subscriptions: inMemorySubscriptions({ events, nowMs }),
      timers: inMemoryTimers({ events, nowMs: world.nowMs }),
      nowMs,
      sleep,
      timeoutMs: TIMEOUT_MS,
    };
  },
});
