import type { StoredEvent } from "@holdfast/cqrs/event-store";
import {
  inMemorySubscriptions,
  type Subscription,
  SubscriptionLost,
} from "@holdfast/cqrs/subscriptions";
import {
  ERASED,
  handlingOpened,
  KeysAway,
  KeyUnknown,
  localTenantKeys,
  sealedSubscription,
  sealedSubscriptions,
  Sealing,
  shred,
  subjectKeys,
  tellable,
  TenantKeyMissing,
  TenantKeyWrong,
  Withheld,
} from "@holdfast/erasure";
import { describe, expect, it } from "vitest";

import { customerEvents } from "../examples/customers.ts";
import {
  ann,
  customers,
  keysOver,
  openSealed,
  registerAnn,
  seededBytes,
  tenant,
  toAnn,
} from "../test/sealing-stage.ts";

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

  it("of what is waited for tells the innermost error, not what a handler put around it", async () => {
    const away = new Away("the database is away");
    const inner = new RangeError("about Ann Marker", { cause: away });
    const outer = new TypeError("Ann Marker", { cause: inner });
    const isTransientByCause = (error: unknown): boolean =>
      isTransient(error) || (error instanceof Error && isTransientByCause(error.cause));
    expect(tellable(outer, isTransientByCause)).toBe(away);
    const circle = new RangeError("Ann Marker");
    circle.cause = circle;
    expect(tellable(circle, isTransient)).toBeInstanceOf(Withheld);
  });

  it("waits for keys that are away, whatever says so, and blames no event", async () => {
    const { wrapped, log, events } = await withAnn();
    const timeout = Object.assign(new RangeError("timed out"), { code: "ETIMEDOUT" });
    let failure: Error | undefined = timeout;
    const tenantKeys = localTenantKeys(async () => {
      if (failure !== undefined) throw failure;
      return [Buffer.alloc(32, 7)];
    }, seededBytes("wrapping"));
    const keys = subjectKeys({
      wrapped,
      tenantKeys,
      randomBytes: seededBytes("b"),
      nowMs: () => 0,
    });
    const sealing = new Sealing({
      personal: [],
      keys,
      randomBytes: seededBytes("c"),
      newEventId: () => "",
    });
    const inMemory = inMemorySubscriptions({ events: log, nowMs: () => 0 });
    const store = sealedSubscriptions({ ...inMemory, isTransient }, sealing);
    const page = { after: 0n, max: 5, bytesMax: 100_000, filter: {} };
    const away = await store.readPage(page).catch((error: unknown) => error);
    expect(away).toMatchObject({ code: "keys_away", cause: timeout });
    expect(store.isTransient(away)).toBe(true);
    const handle = handlingOpened(
      { name: "a" },
      {
        sealing,
        isTransient: (error) => store.isTransient(error),
      },
    );
    const unopened = await handle(events, async () => undefined).catch((error: unknown) => error);
    expect(unopened).toBeInstanceOf(KeysAway);
    // As the runner of subscriptions passes it on, for a sink.
    expect(store.isTransient(new RangeError("failed", { cause: unopened }))).toBe(true);
    for (const lasting of [new TenantKeyMissing(tenant), new TenantKeyWrong(tenant)]) {
      failure = lasting;
      // What is wrong with one event is found out when it is handled.
      expect((await store.readPage(page)).events).toEqual(events);
      await expect(handle(events, async () => undefined)).rejects.toBe(lasting);
      expect(store.isTransient(lasting)).toBe(false);
    }
  });

  it("shows nobody again whom it has blanked, though a late writer and it itself had the keys", async () => {
    const { log, sealing, store, events, wrapped } = await withAnn();
    const handle = handlingOpened({ name: "a" }, { sealing, isTransient });
    await handle(events, async () => undefined);
    await shred(
      { tenant, subjectId: ann },
      { keys: keysOver(wrapped), store: log, forgetSnapshots: async () => undefined },
    );
    // This process has heard nothing.
    const registered = { type: "CustomerRegistered", customerId: ann, name: "Ann Marker" };
    const commands = [{ commandId: "late", events: [registered] }];
    await store.append({ tenant, streamId: "customer-2", expect: "any", commands });
    const seen: unknown[] = [];
    for (const event of await log.readLog({ after: 1n, max: 5 })) {
      await handle([event], async ([plain]) => void seen.push(plain?.event));
    }
    expect(seen).toEqual([
      { type: "SubjectShredded", subjectId: ann },
      { ...registered, name: ERASED },
    ]);
  });

  it("keeps no message of what a commit throws, nor of a replay", async () => {
    const { log, sealing } = await withAnn();
    const inMemory = inMemorySubscriptions({ events: log, nowMs: () => 0 });
    const lost = new SubscriptionLost({ name: "a", revision: 1 });
    const at = { name: "a", revision: 1, epoch: 1n, from: 0n, to: 1n, leaseMs: 1_000 };
    const away = new Away();
    const cases = [
      [new RangeError("Key (name)=(Ann Marker) already exists"), expect.any(Withheld)],
      [lost, lost],
      [away, away],
    ] as const;
    for (const [thrown, told] of cases) {
      const broken = () => Promise.reject(thrown);
      const beneath = { ...inMemory, isTransient, advance: broken, unpark: broken };
      const store = sealedSubscriptions(beneath, sealing);
      await expect(store.advance(at, broken)).rejects.toEqual(told);
      await expect(store.unpark({ ...at, position: 1n }, broken)).rejects.toEqual(told);
    }
  });
});
