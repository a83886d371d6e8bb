import { replayParked, type Subscription } from "@holdfast/cqrs/subscriptions";
import { expect, it } from "vitest";

import { fresh, headOf } from "../event-store-stage.ts";
import {
  parkedCount,
  positions,
  reached,
  running,
  say,
  stateReached,
  type SubscriptionStage,
} from "../subscription-stage.ts";

const WORDS = ["a", "b", "poison", "d", "e"];
const { signal } = new AbortController();

/** Chokes on one word until it is healed. */
async function choking<Tx>(
  { events, note }: SubscriptionStage<Tx>,
  onFailure: Subscription<Tx>["onFailure"] = {},
) {
  const from = await headOf(events);
  const to = await say(events, fresh("log"), ...WORDS);
  const state = { isHealed: false, attempts: 0 };
  const subscription: Subscription<Tx> = {
    name: fresh("choking"),
    revision: 1,
    startAfter: from,
    onFailure,
    async eachBatch(batch, tx) {
      await note(tx, this.name, batch);
      if (state.isHealed || !batch.some(({ position }) => position === from + 3n)) return;
      state.attempts += 1;
      throw new RangeError("cannot \0 read this");
    },
  };
  const { name } = subscription;
  return { subscription, name, state, from, to, culprit: from + 3n };
}

export function failuresContract<Tx>(stage: () => SubscriptionStage<Tx>): void {
  itStops(stage);
  itTriesAgain(stage);
  itParks(stage);
  itReplaysWhatWasAskedFor(stage);
  itReplaysInOrder(stage);
}

function itStops<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("an event that cannot be handled stops it there: what stood before is kept, nothing is skipped", async () => {
    const { noted, store } = stage();
    const { subscription, name, state, from, to, culprit } = await choking(stage());
    await using _run = running(stage(), subscription);
    const status = await stateReached(stage(), subscription, "stopped");
    expect(status).toMatchObject({ position: culprit - 1n, attempts: 1, lagEvents: 3n });
    expect(status.lastError).toBe(`event ${culprit}: cannot \uFFFD read this`);
    expect(await noted(name)).toEqual([from + 1n, from + 2n]);
    expect(await store.parked(subscription, 10)).toEqual([]);

    state.isHealed = true;
    expect(await store.resume(subscription)).toBe(true);
    expect(await store.resume(subscription)).toBe(false);
    await reached(stage(), subscription, to);
    expect(await noted(name)).toEqual(positions(from, to));
    expect(await store.status(subscription)).toMatchObject({ lastError: undefined, attempts: 0 });
  });

  it("a restored log that ends before the checkpoint stops it loudly, before positions are used twice", async () => {
    const from = await headOf(stage().events);
    const name = fresh("restored");
    const eachBatch = async (): Promise<void> => undefined;
    const subscription = { name, revision: 1, startAfter: from + 5n, eachBatch };
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    await using _run = running(stage(), subscription, { onError });
    const status = await stateReached(stage(), subscription, "stopped");
    const beyond = { name: "CheckpointBeyondLog", code: "checkpoint_beyond_log" };
    expect(errors).toMatchObject([beyond]);
    expect(status.position).toBe(from + 5n);
    expect(status.lastError).toContain(`which ends at ${from}: restore the rest of the log`);
  });

  it("a stopped subscription stays so when it is started again, until somebody lets it go on", async () => {
    const { store } = stage();
    const { subscription, state } = await choking(stage());
    {
      await using _run = running(stage(), subscription);
      await stateReached(stage(), subscription, "stopped");
    }
    const { attempts } = state;
    expect(await store.claim(subscription, { owner: "ann", leaseMs: 1, startAfter: 0n })).toEqual({
      state: "stopped",
    });
    expect(state.attempts).toBe(attempts);
  });
}

function itTriesAgain<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("an event is tried again as often as the policy says, after the rests that it says", async () => {
    const rests: number[] = [];
    const backoffMs = (attempt: number): number => {
      rests.push(attempt);
      if (attempt === 2) choked.state.isHealed = true;
      return 1;
    };
    const choked = await choking(stage(), { retries: 2, backoffMs });
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    await using _run = running(stage(), choked.subscription, { onError });
    await reached(stage(), choked.subscription, choked.to);
    expect(rests).toEqual([1, 2]);
    // The batch, the event alone, and once more.
    expect(errors).toHaveLength(3);
    expect(await stage().noted(choked.name)).toEqual(positions(choked.from, choked.to));
  });

  it("a batch of one event that fails is its first attempt", async () => {
    const { subscription, state } = await choking(stage(), { retries: 1, backoffMs: () => 1 });
    await using _run = running(stage(), subscription, { batchMax: 1, catchUpMax: 1 });
    expect(await stateReached(stage(), subscription, "stopped")).toMatchObject({ attempts: 2 });
    expect(state.attempts).toBe(2);
  });
}

function itParks<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("or it is parked, its neighbours are unharmed, and it is replayed later", async () => {
    const { noted, store } = stage();
    const choked = await choking(stage(), { giveUp: "park" });
    const { subscription, name, state, from, to, culprit } = choked;
    await using _run = running(stage(), subscription);
    await reached(stage(), subscription, to);
    const others = positions(from, to).filter((position) => position !== culprit);
    expect(await noted(name)).toEqual(others);
    expect(await store.parked(subscription, 10)).toEqual([
      { position: culprit, error: "cannot \uFFFD read this", attempts: 1, at: expect.any(Date) },
    ]);
    expect(await store.status(subscription)).toMatchObject({ state: "running", parked: 1 });

    const replay = replayParked(subscription, culprit, { store, signal });
    await expect(replay).rejects.toThrow(RangeError);
    expect(await store.parked(subscription, 10)).toHaveLength(1);
    state.isHealed = true;
    expect(await replayParked(subscription, culprit, { store, signal })).toBe(true);
    expect(await noted(name)).toEqual([...others, culprit]);
    expect(await replayParked(subscription, culprit, { store, signal })).toBe(false);
    expect(await store.status(subscription)).toMatchObject({ parked: 0 });
  });

  it("a parked event that several replay at once is handled once", async () => {
    const { noted, store } = stage();
    const { subscription, name, state, to, culprit } = await choking(stage(), { giveUp: "park" });
    await using _run = running(stage(), subscription);
    await reached(stage(), subscription, to);
    state.isHealed = true;
    const replays = [1, 2, 3].map(() => replayParked(subscription, culprit, { store, signal }));
    expect((await Promise.all(replays)).filter(Boolean)).toHaveLength(1);
    expect((await noted(name)).filter((position) => position === culprit)).toEqual([culprit]);
  });

  it("a parked event is dropped without being handled", async () => {
    const { noted, store } = stage();
    const { subscription, name, to, culprit } = await choking(stage(), { giveUp: "park" });
    await using _run = running(stage(), subscription);
    await reached(stage(), subscription, to);
    const dropped = { ...subscription, position: culprit };
    expect(await store.unpark(dropped, async () => undefined)).toBe(true);
    expect(await store.parked(subscription, 10)).toEqual([]);
    expect(await noted(name)).not.toContain(culprit);
  });
}

function itReplaysWhatWasAskedFor<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("whoever runs it handles a parked event that somebody else asked for, once", async () => {
    const { noted, store } = stage();
    const choked = await choking(stage(), { giveUp: "park" });
    const { subscription, name, state, from, to, culprit } = choked;
    const parked = { ...subscription, position: culprit };
    expect(await store.askReplay(parked)).toBe(false);
    {
      await using _run = running(stage(), subscription);
      await reached(stage(), subscription, to);
    }
    state.isHealed = true;
    expect(await store.replaysAsked(subscription, 10)).toEqual([]);
    expect(await store.askReplay({ ...parked, position: culprit + 1n })).toBe(false);
    expect(await store.askReplay(parked)).toBe(true);
    expect(await store.askReplay(parked)).toBe(true);
    expect(await store.replaysAsked(subscription, 10)).toEqual([culprit]);
    await using _again = running(stage(), subscription);
    await parkedCount(stage(), subscription, 0);
    const others = positions(from, to).filter((position) => position !== culprit);
    expect(await noted(name)).toEqual([...others, culprit]);
    expect(await store.replaysAsked(subscription, 10)).toEqual([]);
    expect(await store.askReplay(parked)).toBe(false);
  });

  it("one that fails again stays parked with its newer error, and is not tried until somebody asks again", async () => {
    const { noted, store, events } = stage();
    const choked = await choking(stage(), { giveUp: "park" });
    const { subscription, name, state, to, culprit } = choked;
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    {
      await using _run = running(stage(), subscription);
      await reached(stage(), subscription, to);
    }
    const { attempts } = state;
    expect(await store.askReplay({ ...subscription, position: culprit })).toBe(true);
    await using _run = running(stage(), subscription, { onError });
    const after = await say(events, fresh("log"), "f");
    await reached(stage(), subscription, after);
    expect(errors).toMatchObject([{ message: "cannot \0 read this" }]);
    expect(state.attempts).toBe(attempts + 1);
    expect(await store.replaysAsked(subscription, 10)).toEqual([]);
    expect(await store.parked(subscription, 10)).toMatchObject([
      { position: culprit, error: "cannot \uFFFD read this", attempts: 2 },
    ]);
    expect(await noted(name)).not.toContain(culprit);
  });
}

function itReplaysInOrder<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("what was asked for waits for earlier events of its stream that nobody asked for, or that fail again", async () => {
    const { events, noted, store } = stage();
    const startAfter = await headOf(events);
    const [one, other] = [fresh("log"), fresh("log")];
    const at: bigint[] = [];
    for (const stream of [one, other, one, one]) at.push(await say(events, stream, "a"));
    const [first = 0n, alone = 0n, second = 0n, third = 0n] = at;
    const ill = new Set(at);
    const subscription: Subscription<Tx> = {
      name: fresh("ordered"),
      revision: 1,
      startAfter,
      onFailure: { giveUp: "park" },
      async eachBatch(batch, tx) {
        if (batch.some(({ position }) => ill.has(position))) throw new RangeError("not yet");
        await stage().note(tx, this.name, batch);
      },
    };
    const { name } = subscription;
    const ask = async (...asked: readonly bigint[]): Promise<void> => {
      for (const position of asked) {
        expect(await store.askReplay({ ...subscription, position })).toBe(true);
      }
    };
    {
      await using _run = running(stage(), subscription);
      await parkedCount(stage(), subscription, 4);
    }
    for (const healed of [alone, second, third]) ill.delete(healed);
    await ask(third, second, alone);
    expect(await store.replaysAsked(subscription, 10)).toEqual([alone]);
    await ask(first);
    expect(await store.replaysAsked(subscription, 3)).toEqual([first, alone, second]);
    {
      await using _run = running(stage(), subscription);
      await parkedCount(stage(), subscription, 3);
      await reached(stage(), subscription, await say(events, other, "b"));
    }
    expect(await noted(name)).toEqual([alone, third + 1n]);
    expect(await store.replaysAsked(subscription, 10)).toEqual([]);
    expect(await store.parked(subscription, 1, first)).toMatchObject([{ position: second }]);
    ill.clear();
    await ask(first);
    await using _run = running(stage(), subscription);
    await parkedCount(stage(), subscription, 0);
    expect(await noted(name)).toEqual([alone, third + 1n, first, second, third]);
  });
}
