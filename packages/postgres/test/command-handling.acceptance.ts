import { setTimeout as rest } from "node:timers/promises";

import { type Decider, refuse, type Refusal } from "@holdfast/cqrs";
import type { EventStore } from "@holdfast/cqrs/event-store";
import { handleCommands, type SnapshotOptions } from "@holdfast/cqrs/handling";
import { afterAll, beforeAll, expect, test } from "vitest";

import { postgresEventStore } from "../src/event-store/index.ts";
import { openDatabase } from "../src/index.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
let stage: EventStoreStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

type Take = { readonly type: "Take" };
type Taken = { readonly type: "Taken"; readonly left: number };
type Context = () => void;

/** A stock of things that are taken one by one. */
function stock(size: number): Decider<Take, number, Taken, Refusal<"sold_out">, Context> {
  return {
    initialState: () => size,
    decide(_command, left, during) {
      during();
      if (left === 0) return refuse("sold_out", "nothing is left");
      return [{ type: "Taken", left: left - 1 }];
    },
    evolve: (_state, { left }) => left,
  };
}

function shop(
  size: number,
  options: {
    readonly during?: Context;
    readonly store?: Pick<EventStoreStage["store"], keyof EventStore>;
    readonly snapshots?: SnapshotOptions<number>;
  } = {},
) {
  const { snapshots } = options;
  return handleCommands(stock(size), {
    store: options.store ?? stage.another(),
    context: () => options.during ?? (() => undefined),
    random: Math.random,
    sleep: rest,
    schemaVersions: { Taken: 1 },
    ...(snapshots !== undefined && { snapshots }),
    answer: ([event]) => ({ left: event?.left ?? null }),
  });
}

let count = 0;

function take(streamId: string, commandId?: string) {
  count += 1;
  const command: Take = { type: "Take" };
  return { tenant, streamId, commandId: commandId ?? `take-${count}`, command };
}

test("64 callers of one process sell 100 things once each, in few appends", async () => {
  let batches = 0;
  const store = stage.another({ onBatch: () => (batches += 1) });
  const { handle } = shop(100, { store });
  const outcomes = await Promise.all(Array.from({ length: 130 }, () => handle(take("stock-hot"))));
  const answers = outcomes.flatMap((each) => ("status" in each ? [each.answer] : []));
  expect(answers).toEqual(Array.from({ length: 100 }, (_, sold) => ({ left: 99 - sold })));
  expect(outcomes.filter((each) => "code" in each && each.code === "sold_out")).toHaveLength(30);
  expect(batches).toBeLessThan(5);
});

test("three processes share a stock: nothing is sold twice, nobody is refused too early", async () => {
  const shops = [shop(60), shop(60), shop(60)];
  const buy = async (at: number): Promise<string[]> => {
    const said: string[] = [];
    for (let tries = 0; tries < 30; tries += 1) {
      const outcome = await shops[at]?.handle(take("stock-shared"));
      said.push(outcome === undefined || "status" in outcome ? "sold" : outcome.code);
    }
    return said;
  };
  const said = (await Promise.all([buy(0), buy(1), buy(2)])).flat();
  const { events } = await stage.store.loadStream({ tenant, streamId: "stock-shared" });
  expect(events).toEqual(
    Array.from({ length: events.length }, (_, sold) => ({ type: "Taken", left: 59 - sold })),
  );
  expect(said.filter((each) => each === "sold")).toHaveLength(events.length);
  const isSoldOut = said.includes("sold_out");
  expect(isSoldOut ? events.length : 60).toBe(60);
});

test("no connection is held while the business decides", async () => {
  await using database = openDatabase({ url: stage.server.url, applicationName: "test", max: 1 });
  await using store = postgresEventStore({ database, schema: "ledger" });
  const held: number[] = [];
  const during = (): void => {
    held.push(database.load.total - database.load.idle);
  };
  const { handle } = shop(2, { store, during });
  for (let tries = 0; tries < 3; tries += 1) await handle(take("stock-free"));
  expect(held).toEqual([0, 0, 0, 0]);
});

test("a command sent again to another process gets the stored answer", async () => {
  const first = await shop(5).handle(take("stock-again", "again"));
  await shop(5).handle(take("stock-again"));
  const again = await Promise.all(
    [1, 2, 3].map(() => shop(5).handle(take("stock-again", "again"))),
  );
  const expected = { ...first, duplicate: true, events: [] };
  expect(again).toEqual([expected, expected, expected]);
  expect((await stage.store.loadStream({ tenant, streamId: "stock-again" })).version).toBe(2);
});

test("another process begins at the snapshot that one has taken", async () => {
  const streamId = "stock-long";
  const saved = Promise.withResolvers<void>();
  const store = stage.another();
  const saving: EventStore = {
    ...store,
    async saveSnapshot(snapshot) {
      await store.saveSnapshot(snapshot);
      saved.resolve();
    },
  };
  const snapshots = { reducer: "stock", version: 1, every: 20 };
  const first = shop(100, { store: saving, snapshots });
  await Promise.all(Array.from({ length: 25 }, () => first.handle(take(streamId))));
  await saved.promise;
  const loaded: unknown[] = [];
  const seeing: EventStore = {
    ...store,
    async loadStream(wanted) {
      const found = await store.loadStream(wanted);
      loaded.push([found.version, found.snapshot, found.events.length]);
      return found;
    },
  };
  const last = await shop(100, { store: seeing, snapshots }).handle(take(streamId));
  expect(last).toMatchObject({ version: 26, answer: { left: 74 } });
  expect(loaded).toEqual([[25, { version: 25, state: 75 }, 0]]);
});
