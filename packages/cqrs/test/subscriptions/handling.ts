import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { type EventFilter, type Subscription, waitFor } from "@holdfast/cqrs/subscriptions";
import fc from "fast-check";
import { expect, it } from "vitest";

import { fresh, headOf, OTHER_TENANT, saying } from "../event-store-stage.ts";
import { positions, reached, running, say, type SubscriptionStage } from "../subscription-stage.ts";

export function handlingContract<Tx>(stage: () => SubscriptionStage<Tx>): void {
  logIsHandled(stage);
  filtersApply(stage);
  readersWait(stage);
  outsideIsReached(stage);
}

const WORDS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

/** A subscription that notes what it gets. */
function noting<Tx>(stage: SubscriptionStage<Tx>, more: Partial<Subscription<Tx>> = {}) {
  const name = fresh("noting");
  const eachBatch = (events: readonly StoredEvent[], tx: Tx) => stage.note(tx, name, events);
  return { revision: 1, eachBatch, ...more, name };
}

function logIsHandled<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("the history and then what comes is handled, each event once and in order (L9, L10)", async () => {
    const { events, noted } = stage();
    const from = await headOf(events);
    await say(events, fresh("log"), ...WORDS);
    const subscription = noting(stage(), { startAfter: from });
    await using _run = running(stage(), subscription, { batchMax: 3, catchUpMax: 4 });
    await reached(stage(), subscription, from + 10n);
    for (const word of ["k", "l"]) {
      await reached(stage(), subscription, await say(events, fresh("log"), word));
    }
    expect(await noted(subscription.name)).toEqual(positions(from, from + 12n));
  });

  it("whoever begins without a start gets the whole log, not only what is new (emmett#263)", async () => {
    const { events, noted } = stage();
    const head = await say(events, fresh("log"), "a");
    const subscription = noting(stage());
    await using _run = running(stage(), subscription);
    await reached(stage(), subscription, head);
    expect(await noted(subscription.name)).toEqual(positions(0n, head));
  });

  it("how far the log goes is told without a look at what is in it", async () => {
    const { events, store } = stage();
    const to = await say(events, fresh("log"), ...WORDS);
    expect(await store.head()).toBe(to);
  });

  it("a model is the same for any batch size, restarted at any point (§9.11; Marten#577)", async () => {
    const { events, noted } = stage();
    const from = await headOf(events);
    const to = await say(events, fresh("log"), ...Array.from({ length: 60 }, String));
    const sizes = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(3), async ([last = 1, ...sizes], batches) => {
        const subscription = noting(stage(), { startAfter: from });
        for (const batchMax of sizes) {
          let left = batches;
          const { promise, resolve } = Promise.withResolvers<void>();
          const onBatch = (): void => {
            left -= 1;
            if (left <= 0) resolve();
          };
          await using run = running(stage(), subscription, { batchMax, onBatch });
          await Promise.race([promise, reached(stage(), subscription, to), run.ended]);
        }
        await using _run = running(stage(), subscription, { batchMax: last, catchUpMax: last });
        await reached(stage(), subscription, to);
        expect(await noted(subscription.name)).toEqual(positions(from, to));
      }),
      { numRuns: 15 },
    );
  });
}

function filtersApply<Tx>(stage: () => SubscriptionStage<Tx>): void {
  const word = { type: "Said", word: "a" };
  it.each<readonly [string, EventFilter]>([
    ["category", { categories: ["wanted"] }],
    ["type", { types: ["Sung", "Hummed"] }],
    ["tenant", { tenants: [OTHER_TENANT] }],
    ["all", { categories: ["wanted"], types: ["Sung"], tenants: [OTHER_TENANT] }],
  ])("a filter by %s lets few through, and the checkpoint passes the others", async (_, filter) => {
    const { events, noted, store } = stage();
    const from = await headOf(events);
    await say(events, fresh("log"), "a", "b", "c");
    const wanted = { ...saying(fresh("wanted"), "any"), tenant: OTHER_TENANT };
    const commands = [{ commandId: fresh("command"), events: [{ ...word, type: "Sung" }] }];
    await events.append({ ...wanted, commands });
    const head = await say(events, fresh("log"), "d", "e");
    const subscription = noting(stage(), { startAfter: from, filter });
    await using _run = running(stage(), subscription, { batchMax: 2, catchUpMax: 2 });
    await reached(stage(), subscription, head);
    expect(await noted(subscription.name)).toEqual([from + 4n]);
    const skipped = await say(events, fresh("log"), "f");
    await reached(stage(), subscription, skipped);
    expect(await store.status(subscription)).toMatchObject({ lagEvents: 0n, lagMs: 0 });
  });
}

function readersWait<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("whoever waits for a position reads what was written, or is told that it takes too long", async () => {
    const { events, noted, store, nowMs, sleep } = stage();
    const from = await headOf(events);
    const subscription = noting(stage(), { startAfter: from });
    const waiting = { store, nowMs, sleep };
    expect(await waitFor(subscription, 1n, { ...waiting, timeoutMs: 0 })).toBe(false);
    await using _run = running(stage(), subscription);
    const position = await say(events, fresh("log"), "a");
    expect(await waitFor(subscription, position, { ...waiting, timeoutMs: 20_000 })).toBe(true);
    expect(await noted(subscription.name)).toEqual([position]);
    expect(await waitFor(subscription, position + 1n, { ...waiting, timeoutMs: 20 })).toBe(false);
    const signal = AbortSignal.abort();
    const aborted = waitFor(subscription, position + 1n, { ...waiting, timeoutMs: 20, signal });
    await expect(aborted).rejects.toMatchObject({ name: "AbortError" });
  });

  it("the status tells how far behind it is, and that its owner lives", async () => {
    const { events, store } = stage();
    const from = await headOf(events);
    const subscription = noting(stage(), { startAfter: from });
    expect(await store.status(subscription)).toBeUndefined();
    const head = await say(events, fresh("log"), "a", "b");
    await store.claim(subscription, { owner: "ann", leaseMs: 1_000, startAfter: from });
    const status = await store.status(subscription);
    expect(status).toMatchObject({ state: "running", owner: "ann", parked: 0, attempts: 0 });
    expect(status).toMatchObject({ position: from, head, lagEvents: 2n });
    expect(status?.lagMs).toBeGreaterThanOrEqual(0);
    expect(status?.heartbeatAgeMs).toBeGreaterThanOrEqual(0);
    stage().pass(60_000);
    const later = await store.status(subscription);
    expect(later?.lagMs).toBeGreaterThan(59_000);
    expect(later?.heartbeatAgeMs).toBeGreaterThan(59_000);
  });
}

function outsideIsReached<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("a sink outside gets each event at least once, and the checkpoint never passes one", async () => {
    const { events } = stage();
    const from = await headOf(events);
    const to = await say(events, fresh("log"), ...WORDS.slice(4));
    const got: bigint[] = [];
    let failures = 2;
    const subscription: Subscription<Tx> = {
      name: fresh("sink"),
      revision: 1,
      startAfter: from,
      onFailure: { retries: 5, backoffMs: () => 1 },
      async deliver(batch) {
        for (const { position } of batch) {
          got.push(position);
          failures -= 1;
          if (failures >= 0 && position > from + 1n) throw new RangeError("the sink is full");
        }
      },
    };
    await using _run = running(stage(), subscription);
    await reached(stage(), subscription, to);
    expect(got.length).toBeGreaterThan(6);
    expect([...new Set(got)]).toEqual(positions(from, to));
  });
}
