import { type AppendRequest, exactly, type Expectation } from "@holdfast/cqrs/event-store";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { postgresEventStore, type WriteItems } from "../src/event-store/index.ts";
import { type Database, DatabaseUnavailable } from "../src/index.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";
import { postingsIn } from "./postings.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
let stage: EventStoreStage;
beforeAll(async () => {
  stage = await openStage(new URL("./event-store-migrations/", import.meta.url));
});
beforeEach(async () => {
  await stage.database.query({ text: "delete from ledger.posting" });
});
afterAll(() => stage[Symbol.asyncDispose]());

type Item = {
  readonly id: string;
  readonly cents: number;
  readonly expect?: Expectation;
  readonly stream?: string;
};

const rounds: string[][] = [];
const write: WriteItems<Item> = async (tx, items) => {
  rounds.push(items.map(({ id }) => id));
  for (const { id, cents } of items) {
    const text = "insert into ledger.posting values ($1, $2)";
    await tx.query({ text, values: [id, cents] });
  }
  return items.map(requestOf);
};

function requestOf({ id, cents, expect = "absent", stream = id }: Item): AppendRequest {
  const commands = [{ commandId: id, events: [{ type: "Posted", cents }] }];
  return { tenant, streamId: `transfer-${stream}`, expect, commands };
}

const postings = () => postingsIn(stage.database);

beforeEach(() => {
  rounds.length = 0;
});

const items = (...ids: readonly string[]): readonly Item[] => ids.map((id) => ({ id, cents: 5 }));

test("rows of the service and events are committed together, by one append", async () => {
  const outcomes = await stage.store.writeBatch(items("a1", "a2", "a3"), write);
  expect(outcomes).toMatchObject([
    { status: "ok", version: 1 },
    { status: "ok" },
    { status: "ok" },
  ]);
  expect(rounds).toEqual([["a1", "a2", "a3"]]);
  expect(await postings()).toEqual(["a1", "a2", "a3"]);
  expect((await stage.store.loadStream({ tenant, streamId: "transfer-a2" })).version).toBe(1);
});

test("an item that is refused takes the transaction back, and the others are written without it", async () => {
  const mixed: readonly Item[] = [
    { id: "b1", cents: 5 },
    { id: "b2", cents: 5, expect: exactly(7) },
    { id: "b3", cents: 5 },
  ];
  expect(await stage.store.writeBatch(mixed, write)).toMatchObject([
    { status: "ok" },
    { code: "version_conflict", data: { expected: 7, actual: 0 } },
    { status: "ok" },
  ]);
  expect(rounds).toEqual([
    ["b1", "b2", "b3"],
    ["b1", "b3"],
  ]);
  expect(await postings()).toEqual(["b1", "b3"]);
});

test("an item that was accepted before is answered from memory, and its rows are not written again", async () => {
  const [first] = await stage.store.writeBatch(items("c1"), write);
  await stage.database.query({ text: "delete from ledger.posting" });
  const again = await stage.another().writeBatch(items("c1", "c2"), write);
  expect(again).toMatchObject([{ ...first, status: "duplicate" }, { status: "ok" }]);
  expect(await postings()).toEqual(["c2"]);
});

test("an item that cannot be stored is refused before anything is sent", async () => {
  const bad: readonly Item[] = [{ id: "d1", cents: Number.NaN }, ...items("d2")];
  const careful: WriteItems<Item> = async (tx, open) => {
    await write(
      tx,
      open.filter(({ cents }) => !Number.isNaN(cents)),
    );
    return open.map(requestOf);
  };
  expect(await stage.store.writeBatch(bad, careful)).toMatchObject([
    { code: "invalid", data: { path: "commands[0].events[0].cents" } },
    { status: "ok" },
  ]);
  expect(await postings()).toEqual(["d2"]);
});

test("items that depend on each other follow in transactions of their own", async () => {
  const chain: readonly Item[] = [
    { id: "e1", cents: 5, stream: "e" },
    { id: "e2", cents: 5, stream: "e", expect: exactly(1) },
    { id: "e3", cents: 5 },
  ];
  const outcomes = await stage.store.writeBatch(chain, write);
  expect(outcomes).toMatchObject([{ version: 1 }, { version: 2 }, { version: 1 }]);
  expect(rounds).toEqual([["e1", "e2", "e3"], ["e1", "e3"], ["e2"]]);
  expect(await postings()).toEqual(["e1", "e2", "e3"]);
});

test("what the callback throws reaches the caller, and nothing is left", async () => {
  const failed = stage.store.writeBatch([...items("f1"), { id: "f2", cents: 0 }], write);
  await expect(failed).rejects.toMatchObject({ code: "23514" });
  expect(await postings()).toEqual([]);
  expect((await stage.store.loadStream({ tenant, streamId: "transfer-f1" })).version).toBe(0);
  await expect(stage.store.writeBatch(items("f3"), async () => [])).rejects.toThrow(RangeError);
  expect(await stage.store.writeBatch([], write)).toEqual([]);
});

test("a commit whose answer is lost is looked up, and not made twice", async () => {
  let isLost = false;
  const database: Database = {
    ...stage.database,
    transaction: async (work, options) => {
      const value = await stage.database.transaction(work, options);
      if (isLost) return value;
      isLost = true;
      throw new DatabaseUnavailable(new RangeError("the connection broke"), "unknown");
    },
    load: stage.database.load,
    [Symbol.asyncDispose]: async () => undefined,
  };
  await using store = postgresEventStore({ database, schema: "ledger" });
  expect(await store.writeBatch(items("g1", "g2"), write)).toMatchObject([
    { status: "ok", version: 1 },
    { status: "ok", version: 1 },
  ]);
  expect(rounds).toEqual([["g1", "g2"]]);
  expect(await postings()).toEqual(["g1", "g2"]);
});

test("a commit that was lost and did not happen is made again", async () => {
  let isLost = false;
  const database: Database = {
    ...stage.database,
    transaction: (work, options) =>
      stage.database.transaction(async (tx) => {
        const value = await work(tx);
        if (isLost) return value;
        isLost = true;
        throw new DatabaseUnavailable(new RangeError("the connection broke"), "unknown");
      }, options),
    load: stage.database.load,
    [Symbol.asyncDispose]: async () => undefined,
  };
  await using store = postgresEventStore({ database, schema: "ledger" });
  expect(await store.writeBatch(items("h1"), write)).toMatchObject([{ status: "ok" }]);
  expect(rounds).toEqual([["h1"], ["h1"]]);
  expect(await postings()).toEqual(["h1"]);
});

test("a commit that was lost and did not happen is not taken for somebody else's of the same command", async () => {
  const others = stage.another();
  let isLost = false;
  const database: Database = {
    ...stage.database,
    async transaction(work, options) {
      try {
        return await stage.database.transaction(async (tx) => {
          const value = await work(tx);
          if (isLost) return value;
          isLost = true;
          throw new DatabaseUnavailable(new RangeError("the connection broke"), "unknown");
        }, options);
      } catch (error) {
        // Whoever waited for the same head comes before it is asked what has happened.
        if (error instanceof DatabaseUnavailable)
          await others.append(requestOf({ id: "k1", cents: 5 }));
        throw error;
      }
    },
    load: stage.database.load,
    [Symbol.asyncDispose]: async () => undefined,
  };
  await using store = postgresEventStore({ database, schema: "ledger" });
  expect(await store.writeBatch(items("k1", "k2"), write)).toMatchObject([
    { status: "duplicate" },
    { status: "ok" },
  ]);
  expect(await postings()).toEqual(["k2"]);
  expect(await store.loadStream({ tenant, streamId: "transfer-k2" })).toMatchObject({ version: 1 });
});

test("batches of several processes and lone appends leave no gap", async () => {
  const stores = [stage.another(), stage.another(), stage.another()];
  const ids = (at: number) => Array.from({ length: 20 }, (_, index) => `i-${at}-${index}`);
  const outcomes = await Promise.all([
    ...stores.map((store, at) => store.writeBatch(items(...ids(at)), write)),
    ...stores.map((store, at) => store.append(requestOf({ id: `lone-${at}`, cents: 1 }))),
  ]);
  const positions = outcomes
    .flat()
    .map((each) => (each !== undefined && "lastPosition" in each ? each.lastPosition : 0n));
  const sorted = positions.toSorted((a, b) => Number(a - b));
  const [first = 0n] = sorted;
  expect(sorted).toEqual(sorted.map((_, index) => first + BigInt(index)));
});
