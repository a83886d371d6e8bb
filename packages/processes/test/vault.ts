import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { inMemorySubscriptions } from "@holdfast/cqrs/subscriptions";
import { VirtualTime } from "@holdfast/cqrs/virtual-time";
import { inMemoryTimers } from "@holdfast/processes";

/** Stores in memory, in a time that jumps. */
export function vault() {
  const { nowMs, sleep } = new VirtualTime();
  let ids = 0;
  const newEventId = (): string => {
    ids += 1;
    return `00000000-0000-7000-8000-${String(ids).padStart(12, "0")}`;
  };
  const events = inMemoryEventStore({ nowMs, newEventId });
  const subscriptions = inMemorySubscriptions({ events, nowMs });
  return { events, subscriptions, timers: inMemoryTimers({ events, nowMs }), nowMs, sleep };
}
