import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { eventStoreContract } from "@holdfast/cqrs/event-store/contract";
import { describe } from "vitest";

describe("the event store in memory", () => {
  let count = 0;
  const newEventId = (): string => {
    count += 1;
    return `00000000-0000-7000-8000-${String(count).padStart(12, "0")}`;
  };
  const store = inMemoryEventStore({ nowMs: () => 1_764_000_000_000, newEventId });
  eventStoreContract(() => ({ store, another: () => store }));
});
