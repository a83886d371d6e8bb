import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { inMemorySubscriptions, type Subscription } from "@holdfast/cqrs/subscriptions";
import {
  ERASED,
  handlingOpened,
  KeyUnknown,
  sealedSubscription,
  sealedSubscriptions,
  shred,
  Withheld,
} from "@holdfast/erasure";
import { describe, expect, it } from "vitest";

import { customerEvents } from "../examples/customers.ts";
import { ann, customers, openSealed, registerAnn, tenant, toAnn } from "../test/sealing-stage.ts";

class Away extends Error {}

const { signal } = new AbortController();
const isTransient = (error: unknown): boolean => error instanceof Away;

async function withAnn() {
  const stage = openSealed();
  await customers(stage.store).handle(toAnn("register", registerAnn));
  const events = await stage.log.readLog({ after: 0n, max: 5 });
  return { ...stage, events };
}

async function thrownBy(thrown: unknown): Promise<unknown> {
  const { sealing, events } = await withAnn();
  const handle = handlingOpened({ name: "a" }, { sealing, isTransient });
  return handle(events, () => Promise.reject(thrown)).catch((reason: unknown) => reason);
}

describe("a sealed subscription", () => {
  it("hands its handler plain events in their present form, whichever kind it is", async () => {
    const { sealing, events, keys, log } = await withAnn();
    const seen: unknown[] = [];
    const see = async (all: readonly StoredEvent[]) => void seen.push(all[0]?.event);
    const { schemaVersions } = customerEvents;
    const upcast: Subscription<string>["catalogue"] = {
      schemaVersions: { ...schemaVersions, CustomerRegistered: 2 },
      // Upcasters see plain values as well.
      upcast: (event) => ({ ...event, ...("name" in event && { shown: event.name }) }),
    };
    const id = { name: "a", revision: 1, catalogue: upcast };
    const batch = sealedSubscription<string>({ ...id, eachBatch: see }, { sealing, isTransient });
    const sink = sealedSubscription<string>({ ...id, deliver: see }, { sealing, isTransient });
    if ("eachBatch" in batch) await batch.eachBatch(events, "tx", signal);
    if ("deliver" in sink) await sink.deliver(events, signal);
    await shred(
      { tenant, subjectId: ann },
      { keys, store: log, forgetSnapshots: async () => undefined },
    );
    if ("deliver" in sink) await sink.deliver(events, signal);
    const plain = { name: "Ann Marker", shown: "Ann Marker" };
    expect(seen).toMatchObject([plain, plain, { name: ERASED, shown: ERASED }]);
  });

  it("is refused with a filter that its catalogue does not know", async () => {
    const { sealing } = await withAnn();
    const filter = { types: ["Unheard"] };
    const deliver = async () => undefined;
    const subscription = { name: "a", revision: 1, filter, catalogue: customerEvents, deliver };
    expect(() => sealedSubscription(subscription, { sealing, isTransient })).toThrow("Unheard");
  });

  it("keeps no message of what its handler throws, nor a cause", async () => {
    const cause = new TypeError("about Ann Marker");
    const error = await thrownBy(new RangeError("a name:\nAnn Marker", { cause }));
    expect(error).toBeInstanceOf(Withheld);
    expect(error).toMatchObject({ code: "error_withheld" });
    expect(error).not.toHaveProperty("cause");
    const text = error instanceof Error ? `${error.message} ${error.stack}` : "";
    expect(text).not.toContain("Marker");
    expect(text).toMatch(/^RangeError was thrown at .*sealed-subscription\.test\.ts/);
  });

  it.each([
    ["a code", Object.assign(new RangeError("Ann"), { code: "23505" }), "RangeError (23505) was"],
    [
      "a name that says something",
      Object.assign(new RangeError("x"), { name: "Ann Marker" }),
      "an error was",
    ],
    [
      "a code that says something",
      Object.assign(new RangeError("x"), { code: "Ann M." }),
      "RangeError was",
    ],
    ["what is no error", "Ann Marker", "a string was thrown somewhere"],
    [
      "a stack that does not begin with the message",
      Object.assign(new RangeError("x"), { stack: "  at Ann" }),
      "thrown somewhere",
    ],
  ])("%s", async (_, thrown, said) => {
    const error = await thrownBy(thrown);
    expect(error).toMatchObject({ message: expect.stringContaining(said) });
    expect(error).toMatchObject({ message: expect.not.stringContaining("Ann") });
  });

  it("lets errors of the store and of sealing through as they are", async () => {
    for (const error of [new Away(), new KeyUnknown("here", "k")]) {
      expect(await thrownBy(error)).toBe(error);
    }
  });

  it("waits for keys that are away when it reads, and blames no event", async () => {
    const { sealing, log, events } = await withAnn();
    const store = inMemorySubscriptions({ events: log, nowMs: () => 0 });
    const page = { after: 0n, max: 5, bytesMax: 1_000, filter: {} };
    const reading = (thrown: unknown) => {
      sealing.warm = () => Promise.reject(thrown);
      return sealedSubscriptions({ ...store, isTransient }, sealing).readPage(page);
    };
    await expect(reading(new Away())).rejects.toBeInstanceOf(Away);
    // What is wrong with one event is found out when it is handled.
    expect((await reading(new KeyUnknown("here", "k"))).events).toEqual(events);
  });
});
