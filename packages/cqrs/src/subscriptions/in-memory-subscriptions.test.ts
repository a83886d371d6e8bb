import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { inMemorySubscriptions, type InMemoryTransaction } from "@holdfast/cqrs/subscriptions";
import {
  subscriptionContract,
  type SubscriptionStage,
} from "@holdfast/cqrs/subscriptions/contract";
import { describe } from "vitest";

import { VirtualTime } from "../../test/virtual-time.ts";

function stage(): SubscriptionStage<InMemoryTransaction> {
  const { nowMs, sleep, pass } = new VirtualTime();
  let count = 0;
  const newEventId = (): string => {
    count += 1;
    return `00000000-0000-7000-8000-${String(count).padStart(12, "0")}`;
  };
  const events = inMemoryEventStore({ nowMs, newEventId });
  const models = new Map<string, bigint[]>();
  return {
    events,
    store: inMemorySubscriptions({ events, nowMs }),
    async note(tx, model, noted) {
      tx.whenCommitted(() => {
        const all = models.get(model) ?? [];
        models.set(model, [...all, ...noted.map(({ position }) => position)]);
      });
    },
    // Not sorted: the order in which they came is the one to be seen.
    noted: async (model) => models.get(model) ?? [],
    nowMs,
    sleep,
    pass,
  };
}

describe("subscriptions in memory", () => {
  const only = stage();
  subscriptionContract(() => only);
});
