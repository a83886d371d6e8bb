import { type EventStore, inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { inMemorySubscriptions } from "@holdfast/cqrs/subscriptions";
import { VirtualTime } from "@holdfast/cqrs/virtual-time";
import { inMemoryTimers, type TimerStore } from "@holdfast/processes";
import { describe, expect, it } from "vitest";

import { tellMoneyOrders } from "../../examples/tell-money-orders.ts";
import { failureOf } from "../../test/failure-of.ts";
import { processRunner } from "./process-runner.ts";

/** What is said of stores in which something about the timers, or about the log of the process, is done differently. */
async function mistakesOn(change: (timers: TimerStore) => Partial<TimerStore>) {
  const runner = processRunner({
    name: "",
    newName: () => "scenario",
    stores(world) {
      const { nowMs, sleep } = new VirtualTime();
      const events = inMemoryEventStore({ nowMs: world.nowMs, newEventId: world.newId });
      const timers = inMemoryTimers({ events, nowMs: world.nowMs });
      const subscriptions = inMemorySubscriptions({ events, nowMs });
      const changed = { ...timers, ...change(timers) };
      return { events, subscriptions, timers: changed, nowMs, sleep, timeoutMs: 60_000 };
    },
  });
  return (await failureOf(tellMoneyOrders(), runner))?.mistakes;
}

/** A log that knows no command again. */
function forgetful(store: EventStore): EventStore {
  let count = 0;
  return {
    ...store,
    findCommands: async (_tenant, commands) => commands.map(() => undefined),
    append: ({ commands, ...request }) =>
      store.append({
        ...request,
        commands: commands.map((each) => ({ ...each, commandId: `${(count += 1)}` })),
      }),
  };
}

describe("stores of a process with a mistake are reported", () => {
  it("not when they have none", async () => {
    expect(await mistakesOn(() => ({}))).toBeUndefined();
  });

  it("when what is delivered twice is taken twice", async () => {
    expect(await mistakesOn(({ events }) => ({ events: forgetful(events) }))).toContain(
      "event 3 MoneyOrdered: what is told again adds it",
    );
  });

  it("when timers are never handed out", async () => {
    const claim: TimerStore["claim"] = async () => ({ timers: [], nowMs: 0, nextInMs: undefined });
    expect(await mistakesOn(() => ({ claim }))).toContain(
      "waited in vain until the timer overdue pay fires",
    );
  });

  it("when timers are not kept", async () => {
    expect((await mistakesOn(() => ({ running: async () => [] })))?.[0]).toMatch(
      /timers in the store\[0\]: expected \{ timer: "overdue pay"/,
    );
  });
});
