import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { inMemorySubscriptions, type InMemoryTransaction } from "@holdfast/cqrs/subscriptions";
import {
  say,
  subscriptionContract,
  type SubscriptionStage,
} from "@holdfast/cqrs/subscriptions/contract";
import { describe, expect, it } from "vitest";

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

describe("the store of subscriptions in memory", () => {
  const id = { name: "model", revision: 1 };
  const asked = { leaseMs: 1_000, startAfter: 0n };
  const nothing = async (): Promise<void> => undefined;
  const lost = {
    name: "SubscriptionLost",
    code: "subscription_lost",
    message: "model (revision 1) has another owner by now",
  };

  /** A log of three events, and a model that Ann has taken. */
  async function taken() {
    const { events, store, pass } = stage();
    await say(events, "log-1", "a", "b", "c");
    const claim = await store.claim(id, { owner: "ann", ...asked });
    const epoch = "epoch" in claim ? claim.epoch : 0n;
    const step = { ...id, epoch, from: 0n, to: 1n, leaseMs: 1_000 };
    const byBob = () => store.claim(id, { owner: "bob", ...asked });
    return { store, step, pass, byBob };
  }

  it("knows nothing of a subscription that never ran", async () => {
    const { store } = stage();
    const holding = { ...id, epoch: 1n };
    expect(await store.renew(holding, { leaseMs: 1, agoMs: 0 })).toBe(false);
    await expect(store.stop(holding, { error: "no", attempts: 1 })).rejects.toMatchObject(lost);
    const step = { ...holding, from: 0n, to: 1n, leaseMs: 1 };
    await expect(store.advance(step, nothing)).rejects.toMatchObject(lost);
    expect(await store.unpark({ ...id, position: 1n }, nothing)).toBe(false);
    expect(await store.resume(id)).toBe(false);
    expect(await store.parked(id, 5)).toEqual([]);
  });

  it("gives what was put aside in the order of the log, as much as is asked for", async () => {
    const { store, step } = await taken();
    for (const to of [1n, 2n, 3n]) {
      const parked = { error: `no ${to}`, attempts: 1 };
      await store.advance({ ...step, from: to - 1n, to, parked }, nothing);
    }
    expect(await store.parked(id, 2)).toMatchObject([{ error: "no 1" }, { error: "no 2" }]);
  });

  it("takes a batch back at once when its owner has changed, or its run ends", async () => {
    const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const hanging = (at: number) => (): Promise<void> => {
      begun[at]?.resolve();
      return new Promise<void>(() => undefined);
    };
    const { store, step, pass, byBob } = await taken();
    const batch = store.advance(step, hanging(0));
    await begun[0]?.promise;
    pass(999);
    expect(await byBob()).toEqual({ state: "held", forMs: 1 });
    pass(1);
    expect(await byBob()).toMatchObject({ state: "mine", position: 0n });
    await expect(batch).rejects.toMatchObject(lost);
    const end = new AbortController();
    const { store: other, step: own } = await taken();
    const ending = other.advance({ ...own, signal: end.signal }, hanging(1));
    await begun[1]?.promise;
    end.abort(new RangeError("over"));
    await expect(ending).rejects.toThrow("over");
    expect(await other.position(id)).toBe(0n);
  });

  it("says how long the log has waited for it, and since when nobody has moved", async () => {
    const { store, pass } = await taken();
    pass(700);
    const ages = { lagMs: 700, heartbeatAgeMs: 700 };
    expect(await store.status(id)).toMatchObject({ head: 3n, lagEvents: 3n, ...ages });
  });

  it("a step is a sign of life: the lease counts from then on", async () => {
    const { store, step, pass, byBob } = await taken();
    pass(900);
    await store.advance(step, nothing);
    pass(700);
    expect(await byBob()).toEqual({ state: "held", forMs: 300 });
    expect(await store.status(id)).toMatchObject({ position: 1n, heartbeatAgeMs: 700 });
  });

  it("a batch counts, or its owner has lost it, in whatever moment that changes", async () => {
    const outcomes = new Set<string>();
    for (let moment = 0; moment < 20; moment += 1) {
      const { store, step, pass, byBob } = await taken();
      pass(2_000);
      const batch = store.advance(step, nothing).then(
        () => "counts",
        () => "lost",
      );
      for (let tick = 0; tick < moment; tick += 1) await Promise.resolve();
      const claim = await byBob();
      const isLost = claim.state === "mine" && claim.position === 0n;
      expect(await batch).toBe(isLost ? "lost" : "counts");
      outcomes.add(await batch);
    }
    expect(outcomes).toEqual(new Set(["lost", "counts"]));
  });

  it("handles a step once that is taken twice", async () => {
    const { store, step } = await taken();
    let handled = 0;
    const work = async (): Promise<void> => void (handled += 1);
    const steps = await Promise.allSettled([store.advance(step, work), store.advance(step, work)]);
    expect(steps).toMatchObject([{ status: "fulfilled" }, { reason: lost }]);
    expect(handled).toBe(1);
  });

  it("shows no revision that is behind the older one, or stopped", async () => {
    const { store, step } = await taken();
    await store.advance({ ...step, to: 2n }, nothing);
    const newer = { name: "model", revision: 2 };
    const claim = await store.claim(newer, { owner: "ann", ...asked, startAfter: 1n });
    const change = { name: "model", from: 1, to: 2, waitMs: 0 };
    expect(await store.switchRevision(change, nothing)).toBe("behind");
    const epoch = "epoch" in claim ? claim.epoch : 0n;
    await store.advance({ ...step, ...newer, epoch, from: 1n, to: 2n }, nothing);
    await store.stop({ ...newer, epoch }, { error: "no", attempts: 1 });
    expect(await store.switchRevision(change, nothing)).toBe("behind");
    await store.resume(newer);
    expect(await store.switchRevision(change, nothing)).toBe("switched");
  });

  it("watches no longer than its signal says", async () => {
    const { store } = stage();
    await store.watch(() => undefined, AbortSignal.abort());
    const end = new AbortController();
    const watching = store.watch(() => undefined, end.signal);
    end.abort();
    await watching;
  });
});
