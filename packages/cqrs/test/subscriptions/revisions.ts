import type { Subscription } from "@holdfast/cqrs/subscriptions";
import { expect, it } from "vitest";

import { fresh, headOf } from "../event-store-stage.ts";
import { positions, reached, running, say, type SubscriptionStage } from "../subscription-stage.ts";

export function revisionsContract<Tx>(stage: () => SubscriptionStage<Tx>): void {
  newerBesideOlder(stage);
  othersThanTheTwo(stage);
}

function newerBesideOlder<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("a newer revision catches up beside the older one, which ends when readers are switched", async () => {
    const { events, store, note, noted } = stage();
    const from = await headOf(events);
    const name = fresh("model");
    const revised = (revision: number): Subscription<Tx> => ({
      name,
      revision,
      startAfter: from,
      eachBatch: (batch, tx) => note(tx, `${name} ${revision}`, batch),
    });
    await using older = running(stage(), revised(1));
    await reached(stage(), { name, revision: 1 }, await say(events, fresh("log"), "a", "b"));
    const change = { name, from: 1, to: 2, waitMs: 20 };
    let shown = 1;
    const show = async (): Promise<void> => {
      shown = 2;
    };
    expect(await store.switchRevision(change, show)).toBe("behind");
    expect(shown).toBe(1);

    await using _newer = running(stage(), revised(2));
    await reached(stage(), { name, revision: 2 }, from + 2n);
    const failing = store.switchRevision(change, async () => {
      throw new RangeError("no such view");
    });
    await expect(failing).rejects.toThrow("no such view");
    expect(await store.status({ name, revision: 1 })).toMatchObject({ state: "running" });

    expect(await store.switchRevision(change, show)).toBe("switched");
    expect(shown).toBe(2);
    await older.ended;
    expect(await store.status({ name, revision: 1 })).toMatchObject({ state: "retired" });
    expect(await store.switchRevision(change, show)).toBe("retired");
    await using again = running(stage(), revised(1));
    await again.ended;
    const to = await say(events, fresh("log"), "c");
    await reached(stage(), { name, revision: 2 }, to);
    expect(await noted(`${name} 1`)).toEqual(positions(from, from + 2n));
    expect(await noted(`${name} 2`)).toEqual(positions(from, to));
  });
}

function othersThanTheTwo<Tx>(stage: () => SubscriptionStage<Tx>): void {
  it("a revision that was given up in between is retired with the older one", async () => {
    const { events, store } = stage();
    const name = fresh("model");
    const from = await headOf(events);
    const run = (revision: number) =>
      running(stage(), { name, revision, startAfter: from, eachBatch: async () => {} });
    await using _older = run(1);
    await using givenUp = run(2);
    await using _newer = run(3);
    for (const revision of [1, 2, 3]) await reached(stage(), { name, revision }, from);
    const change = { name, from: 1, to: 3 };
    expect(await store.switchRevision(change, async () => {})).toBe("switched");
    const stateOf = async (revision: number) => (await store.status({ name, revision }))?.state;
    expect(await Promise.all([1, 2, 3].map(stateOf))).toEqual(["retired", "retired", "running"]);
    await say(events, fresh("log"), "a");
    await givenUp.ended;
  });

  it("the first revision of all is shown without another one to retire", async () => {
    const { events, store } = stage();
    const id = { name: fresh("first"), revision: 1 };
    const from = await headOf(events);
    await using _run = running(stage(), { ...id, startAfter: from, eachBatch: async () => {} });
    await reached(stage(), id, from);
    const change = { name: id.name, from: 0, to: 1 };
    expect(await store.switchRevision(change, async () => {})).toBe("switched");
    expect(await store.status(id)).toMatchObject({ state: "running" });
  });
}
