import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { Claim } from "@holdfast/cqrs/subscriptions";
import { expect, it } from "vitest";

import { fresh, headOf } from "../event-store-stage.ts";
import { positions, reached, running, say, type SubscriptionStage } from "../subscription-stage.ts";

function epochOf(claim: Claim): bigint {
  if (claim.state === "mine") return claim.epoch;
  throw new RangeError(`the subscription is ${claim.state}`);
}

export function ownershipContract<Tx>(stage: () => SubscriptionStage<Tx>): void {
  oneOwns(stage);
  epochsFence(stage);
}

function oneOwns<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("one owner handles, another stands by and goes on when the first has ended", async () => {
    const { events, note, noted } = stage();
    const from = await headOf(events);
    const name = fresh("shared");
    const hands: string[] = [];
    const by = (hand: string) => ({
      name,
      revision: 1,
      startAfter: from,
      async eachBatch(batch: readonly StoredEvent[], tx: Tx) {
        hands.push(hand);
        await note(tx, name, batch);
      },
    });
    const first = running(stage(), by("ann"));
    await reached(stage(), { name, revision: 1 }, await say(events, fresh("log"), "a"));
    await using _second = running(stage(), by("bob"));
    await reached(stage(), { name, revision: 1 }, await say(events, fresh("log"), "b"));
    expect(new Set(hands)).toEqual(new Set(["ann"]));
    await first[Symbol.asyncDispose]();
    const to = await say(events, fresh("log"), "c");
    await reached(stage(), { name, revision: 1 }, to);
    expect(hands.at(-1)).toBe("bob");
    expect(await noted(name)).toEqual(positions(from, to));
  });

  it("an owner that only waits keeps its lease, and its heart beats", async () => {
    const { events, store, nowMs, sleep } = stage();
    const id = { name: fresh("idle"), revision: 1 };
    const from = await headOf(events);
    const subscription = { ...id, startAfter: from, eachBatch: async () => undefined };
    await using _run = running(stage(), subscription, { leaseMs: 150 });
    await reached(stage(), id, from);
    const untilMs = nowMs() + 600;
    while (nowMs() < untilMs) {
      await sleep(20, new AbortController().signal);
      const claim = await store.claim(id, { owner: "bob", leaseMs: 1_000, startAfter: 0n });
      expect(claim).toMatchObject({ state: "held" });
    }
    expect((await store.status(id))?.heartbeatAgeMs).toBeLessThan(600);
  });
}

function epochsFence<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("a frozen owner is refused by its epoch, whatever it still believes", async () => {
    const { events, store, note, noted, pass } = stage();
    const id = { name: fresh("frozen"), revision: 1 };
    const [event] = await events.readLog({ after: (await headOf(events)) - 1n, max: 1 });
    if (event === undefined) throw new RangeError("the log is empty");
    const from = event.position - 1n;
    const asked = { leaseMs: 1_000, startAfter: from };
    const late = epochOf(await store.claim(id, { owner: "late", ...asked }));
    const held = await store.claim(id, { owner: "next", ...asked });
    expect(held).toEqual({ state: "held", forMs: expect.any(Number) });
    expect(await store.renew({ ...id, epoch: late }, { leaseMs: 3_000, agoMs: 0 })).toBe(true);
    pass(2_000);
    expect(await store.claim(id, { owner: "next", ...asked })).toMatchObject({ state: "held" });
    pass(2_000);
    const next = epochOf(await store.claim(id, { owner: "next", ...asked }));
    expect(next).toBeGreaterThan(late);

    const step = { ...id, from, to: event.position, leaseMs: 1_000 };
    const work = (tx: Tx): Promise<void> => note(tx, id.name, [event]);
    const lost = { code: "subscription_lost" };
    await expect(store.advance({ ...step, epoch: late }, work)).rejects.toMatchObject(lost);
    expect(await store.renew({ ...id, epoch: late }, { leaseMs: 1_000, agoMs: 0 })).toBe(false);
    const stopped = store.stop({ ...id, epoch: late }, { error: "no", attempts: 1 });
    await expect(stopped).rejects.toMatchObject(lost);
    expect(await noted(id.name)).toEqual([]);

    await store.advance({ ...step, epoch: next }, work);
    expect(await noted(id.name)).toEqual([event.position]);
    // From an old position nobody moves it, the owner included.
    await expect(store.advance({ ...step, epoch: next }, work)).rejects.toMatchObject(lost);
    expect(await noted(id.name)).toEqual([event.position]);
  });

  it("who takes over raises the epoch, the same owner included; who lets go waits for nobody", async () => {
    const { store } = stage();
    const id = { name: fresh("epochs"), revision: 1 };
    const asked = { leaseMs: 1_000, startAfter: 0n };
    const first = epochOf(await store.claim(id, { owner: "ann", ...asked }));
    const again = epochOf(await store.claim(id, { owner: "ann", ...asked }));
    expect(again).toBe(first + 1n);
    await store.release({ ...id, epoch: first });
    expect(await store.claim(id, { owner: "bob", ...asked })).toMatchObject({ state: "held" });
    await store.release({ ...id, epoch: again });
    expect(epochOf(await store.claim(id, { owner: "bob", ...asked }))).toBe(again + 1n);
  });
}
