import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import { type EventStore, isAppendRefusal, type StoredEvent } from "@holdfast/cqrs/event-store";
import { type BatchHandled, replayParked } from "@holdfast/cqrs/subscriptions";
import { expect, it } from "vitest";

import { fresh, headOf, TENANT } from "../event-store-stage.ts";
import {
  reached,
  running,
  say,
  stateReached,
  type SubscriptionStage,
} from "../subscription-stage.ts";

type Paid = { readonly type: "Paid"; readonly cents: bigint };

const schema = {};
const catalogue = eventCatalogue<Paid>({
  Paid: [{ schema, upcast: ({ amount }) => ({ cents: BigInt(String(amount)) }) }, { schema }],
});

/** Appends a payment as one release or the other wrote it. */
async function pay(events: EventStore, schemaVersion: number, fields: object): Promise<bigint> {
  const outcome = await events.append({
    tenant: TENANT,
    streamId: fresh("payment"),
    expect: "any",
    commands: [
      {
        commandId: fresh("command"),
        events: [{ type: "Paid", ...fields }],
        schemaVersions: { Paid: schemaVersion },
      },
    ],
  });
  if (isAppendRefusal(outcome)) throw new RangeError(outcome.sentence);
  return outcome.lastPosition;
}

/** A subscription with the catalogue that notes what it is given. */
function reading(startAfter: bigint) {
  const got: StoredEvent[] = [];
  const deliver = async (events: readonly StoredEvent[]): Promise<void> => void got.push(...events);
  return {
    got,
    subscription: { name: fresh("reading"), revision: 1, startAfter, catalogue, deliver },
  };
}

export function cataloguesContract<Tx>(stage: () => SubscriptionStage<Tx>): void {
  agesAreRead(stage);
  strangersFail(stage);
  filtersPassOver(stage);
}

function agesAreRead<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("events of all versions come in the present one", async () => {
    const { events } = stage();
    const from = await headOf(events);
    await pay(events, 1, { amount: "500" });
    const to = await pay(events, 2, { cents: 7n });
    const { got, subscription } = reading(from);
    await using _run = running(stage(), subscription);
    await reached(stage(), subscription, to);
    expect(got.map(({ event, schemaVersion }) => ({ ...event, schemaVersion }))).toEqual([
      { type: "Paid", cents: 500n, schemaVersion: 2 },
      { type: "Paid", cents: 7n, schemaVersion: 2 },
    ]);
    const [stored] = await events.readLog({ after: to - 2n, max: 1, tenant: TENANT });
    expect(stored).toMatchObject({ schemaVersion: 1, event: { amount: "500" } });
  });
}

function strangersFail<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("an event it does not know stops it, and its neighbours are handled", async () => {
    const { events } = stage();
    const from = await headOf(events);
    await pay(events, 2, { cents: 1n });
    await say(events, fresh("log"), "strange");
    await pay(events, 2, { cents: 2n });
    const { got, subscription } = reading(from);
    await using _run = running(stage(), subscription);
    const status = await stateReached(stage(), subscription, "stopped");
    expect(status.lastError).toContain("holds Said events, which are not known here");
    expect(got.map(({ position }) => position)).toEqual([from + 1n]);
  });

  it("parked, it is replayed by the release that can read it", async () => {
    const { events, store } = stage();
    const from = await headOf(events);
    const broken = await pay(events, 1, { amount: "five" });
    const to = await pay(events, 2, { cents: 2n });
    const { got, subscription } = reading(from);
    const parking = { ...subscription, onFailure: { giveUp: "park" } } as const;
    await using run = running(stage(), parking);
    await reached(stage(), subscription, to);
    await run[Symbol.asyncDispose]();
    const [parked] = await store.parked(subscription, 5);
    expect(parked).toMatchObject({
      position: broken,
      error: expect.stringContaining("Paid could not be"),
    });
    const lenient = eventCatalogue<Paid>({
      Paid: [{ schema, upcast: () => ({ cents: 5n }) }, { schema }],
    });
    const next = { ...subscription, catalogue: lenient };
    const { signal } = new AbortController();
    await replayParked(next, broken, { store, signal });
    expect(got.map(({ event }) => event)).toEqual([
      { type: "Paid", cents: 2n },
      { type: "Paid", cents: 5n },
    ]);
  });
}

function filtersPassOver<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("types that its filter leaves out are passed over and counted, known or not", async () => {
    const { events } = stage();
    const from = await headOf(events);
    await say(events, fresh("log"), "a", "b", "c");
    const to = await pay(events, 1, { amount: "3" });
    const { got, subscription } = reading(from);
    const batches: BatchHandled[] = [];
    const filtered = { ...subscription, filter: { types: ["Paid"] } };
    await using _run = running(stage(), filtered, { onBatch: (batch) => batches.push(batch) });
    await reached(stage(), subscription, to);
    expect(got.map(({ event }) => event)).toEqual([{ type: "Paid", cents: 3n }]);
    expect(batches.map(({ events, skipped }) => [events, skipped])).toEqual([[1, 3]]);
  });

  it("a filter by a type that no release writes is refused", async () => {
    const { subscription } = reading(0n);
    const mistyped = { ...subscription, filter: { types: ["Paid", "Payed"] } };
    const run = running(stage(), mistyped);
    await expect(run.ended).rejects.toThrow(/asks for Payed events, which its catalogue does not/);
  });
}
