import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { inMemorySubscriptions } from "@holdfast/cqrs/subscriptions";

import type { Draw } from "../draw.ts";
import type { Database } from "./distant-store.ts";
import type { Scheduler } from "./scheduler.ts";

const NOTIFIED_PERCENT = 30;
const NOTIFIED_MS_MAX = 5;

/** The stores in memory, in the time of a simulation; `told` hears of every change. */
export function simDatabase(
  draw: Draw,
  scheduler: Scheduler,
  told: { readonly onGrown: () => void; readonly onMoved: () => void },
): Database {
  let count = 0;
  const newEventId = (): string => {
    count += 1;
    return `00000000-0000-7000-8000-${String(count).padStart(12, "0")}`;
  };
  const nowMs = (): number => scheduler.nowMs;
  const listeners: Database["listeners"] = new Set();
  const onAppended = (): void => {
    told.onGrown();
    // A notification is a hint: it may be late, or never come.
    for (const own of listeners) {
      if (!draw.chance(NOTIFIED_PERCENT)) continue;
      scheduler.after(draw.between(0, NOTIFIED_MS_MAX), () => {
        for (const tell of own) tell();
      });
    }
  };
  const events = inMemoryEventStore({ nowMs, newEventId, onAppended });
  return {
    events,
    subscriptions: inMemorySubscriptions({ events, nowMs }),
    listeners,
    onMoved: told.onMoved,
  };
}
