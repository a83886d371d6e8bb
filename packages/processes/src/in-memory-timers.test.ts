import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { describe } from "vitest";

import { timerContract } from "../test/timer-contract.ts";
import { inMemoryTimers } from "./in-memory-timers.ts";

let nowMs = Date.parse("2026-11-26T12:00:00Z");
const clock = { nowMs: () => nowMs };
const events = inMemoryEventStore({ ...clock, newEventId: () => crypto.randomUUID() });
const timers = inMemoryTimers({ events, ...clock });

describe("timers in memory", () => {
  timerContract(() => ({
    timers,
    events,
    pass(ms) {
      nowMs += ms;
    },
  }));
});
