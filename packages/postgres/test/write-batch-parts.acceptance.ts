import { exactly, type Expectation, LIMITS } from "@holdfast/cqrs/event-store";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import {
  postgresEventStore,
  type WriteItems,
  type WriteRequest,
} from "../src/event-store/index.ts";
import { type Database, DatabaseUnavailable } from "../src/index.ts";
import { type EventStoreStage, openStage } from "./event-store-stage.ts";
import { postingsIn } from "./postings.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
let stage: EventStoreStage;
beforeAll(async () => {
  stage = await openStage(new URL("./event-store-migrations/", import.meta.url));
});
beforeEach(async () => {
  rounds.length = 0;
  await stage.database.query({ text: "delete from ledger.posting" });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** A command for each of its accounts, with a row of the service; without accounts the row is all. */
type Item = {
  readonly id: string;
  readonly accounts: readonly (string | readonly [account: string, expect: Expectation])[];
  /** Appends to its one account by a request for one stream. */
  readonly isPlain?: boolean;
};

const rounds: string[][] = [];
const write: WriteItems<Item> = async (tx, items) => {
  rounds.push(items.map(({ id }) => id));
  const text = "insert into ledger.posting select unnest($1::text[]), 5";
  await tx.query({ text, values: [items.map(({ id }) => id)] });
  return items.map(requestOf);
};

function requestOf({ id, accounts, isPlain = false }: Item): WriteRequest | undefined {
  const parts = accounts.map((each) => {
    const [account, expectation] = typeof each === "string" ? ([each, "any"] as const) : each;
    const events = [{ type: "Moved", by: id }];
    return { streamId: `account-${account}`, expect: expectation, events };
  });
  const [first] = parts;
  if (first === undefined) return undefined;
  if (!isPlain) return { tenant, commandId: id, parts, answer: { id } };
  const { events, ...stream } = first;
  return { tenant, ...stream, commands: [{ commandId: id, events }] };
}

const rows = () => postingsIn(stage.database);

/** By which commands an account was moved. */
async function movedBy(account: string): Promise<readonly unknown[]> {
  const streamId = `account-${account}`;
  const events = await stage.store.readStream({ tenant, streamId, max: 10 });
  return events.map(({ meta }) => meta["commandId"]);
}

test("an item for three streams is committed with its rows, as one command at neighbouring positions", async () => {
  const items: readonly Item[] = [
    { id: "a1", accounts: ["a1", "a2", "a3"] },
    { id: "a2", accounts: ["a4"], isPlain: true },
  ];
  const [moved, plain] = await stage.store.writeBatch(items, write);
  expect(moved).toMatchObject({
    status: "ok",
    parts: [
      { streamId: "account-a1", version: 1, answer: { id: "a1" } },
      { streamId: "account-a2", version: 1, answer: { id: "a1" } },
      { streamId: "account-a3", version: 1, answer: { id: "a1" } },
    ],
  });
  expect(plain).toMatchObject({ status: "ok", streamId: "account-a4", answers: [{ version: 1 }] });
  const parts = moved !== undefined && "parts" in moved ? moved.parts : [];
  const from = parts[0]?.firstPosition ?? 0n;
  expect(parts.map(({ lastPosition }) => lastPosition - from)).toEqual([0n, 1n, 2n]);
  expect(rounds).toEqual([["a1", "a2"]]);
  expect(await rows()).toEqual(["a1", "a2"]);
  for (const account of ["a1", "a2", "a3"]) expect(await movedBy(account)).toEqual(["a1"]);
});

test("an item of which one part is refused is refused as a whole, and its neighbours are written", async () => {
  const items: readonly Item[] = [
    { id: "b1", accounts: ["b1", "b2"] },
    { id: "b2", accounts: ["b3", ["b4", exactly(7)], "b5"] },
    { id: "b3", accounts: ["b6"], isPlain: true },
  ];
  expect(await stage.store.writeBatch(items, write)).toMatchObject([
    { status: "ok" },
    { code: "version_conflict", data: { streamId: "account-b4", expected: 7, actual: 0 } },
    { status: "ok" },
  ]);
  expect(rounds).toEqual([
    ["b1", "b2", "b3"],
    ["b1", "b3"],
  ]);
  expect(await rows()).toEqual(["b1", "b3"]);
  for (const account of ["b3", "b4", "b5"]) expect(await movedBy(account)).toEqual([]);
  expect(await movedBy("b2")).toEqual(["b1"]);
});

test("an item that cannot be stored is refused before anything is sent", async () => {
  const items: readonly Item[] = [
    { id: "c1", accounts: ["c1", "c1"] },
    { id: "c2", accounts: ["c2", "c3"] },
  ];
  expect(await stage.store.writeBatch(items, write)).toMatchObject([
    { code: "invalid", data: { path: "parts" } },
    { status: "ok" },
  ]);
  expect(await rows()).toEqual(["c2"]);
});

test("an item that was accepted before is answered with all its parts, and its rows are not written again", async () => {
  const known: Item = { id: "d1", accounts: ["d1", "d2", "d3"] };
  // Beside another one, of which it must not take the fingerprint.
  const before: Item = { id: "d0", accounts: ["d7", "d8"] };
  const [, first] = await stage.store.writeBatch([before, known], write);
  await stage.database.query({ text: "delete from ledger.posting" });
  const fresh: Item = { id: "d2", accounts: ["d3", "d4"] };
  const other: Item = { id: "d1", accounts: ["d5", "d6"] };
  const again = await stage.another().writeBatch([known, fresh], write);
  expect(again).toMatchObject([
    { ...first, status: "duplicate" },
    { status: "ok", parts: [{ version: 2 }, { version: 1 }] },
  ]);
  const mismatch = { code: "command_mismatch" };
  expect(await stage.store.writeBatch([other], write)).toMatchObject([mismatch]);
  expect(await rows()).toEqual(["d2"]);
  expect(await movedBy("d3")).toEqual(["d1", "d2"]);
  expect(await movedBy("d5")).toEqual([]);
  // The first door knows it as well.
  const request = requestOf(known);
  if (request === undefined || !("parts" in request)) throw new RangeError("is for one stream");
  expect(await stage.store.appendAll(request)).toEqual({ ...first, status: "duplicate" });
});

test("an item with a stream of one before it follows as a whole, in a transaction of its own", async () => {
  const items: readonly Item[] = [
    { id: "e1", accounts: ["e1", ["e2", "absent"]] },
    { id: "e2", accounts: [["e3", "absent"], ["e2", exactly(1)], "e4"] },
    { id: "e3", accounts: ["e4"], isPlain: true },
    { id: "e4", accounts: ["e1", "e5"] },
  ];
  expect(await stage.store.writeBatch(items, write)).toMatchObject([
    { parts: [{ version: 1 }, { version: 1 }] },
    { parts: [{ version: 1 }, { version: 2 }, { version: 1 }] },
    { version: 2 },
    { parts: [{ version: 2 }, { version: 1 }] },
  ]);
  // The third has a stream that nothing stands on but the second, which it must not overtake.
  expect(rounds).toEqual([
    ["e1", "e2", "e3", "e4"],
    ["e1", "e4"],
    ["e2", "e3"],
  ]);
  expect(await movedBy("e2")).toEqual(["e1", "e2"]);
  expect(await movedBy("e4")).toEqual(["e2", "e3"]);
  expect(await rows()).toEqual(["e1", "e2", "e3", "e4"]);
});

test("an item that appends nothing has no outcome, and its rows are committed with the others", async () => {
  const items: readonly Item[] = [
    { id: "f1", accounts: [] },
    { id: "f2", accounts: [["f1", exactly(7)]] },
    { id: "f3", accounts: ["f2", "f3"] },
    { id: "f4", accounts: ["f3"], isPlain: true },
    { id: "f5", accounts: [["f3", exactly(2)], "f4"] },
  ];
  const outcomes = await stage.store.writeBatch(items, write);
  expect(outcomes).toMatchObject([
    undefined,
    { code: "version_conflict" },
    { status: "ok" },
    { status: "ok" },
    { status: "ok" },
  ]);
  expect(rounds.at(-1)).toEqual(["f5"]);
  expect(rounds.findLast((ids) => ids.includes("f1"))).toEqual(["f1", "f3", "f4"]);
  expect(await rows()).toEqual(["f1", "f3", "f4", "f5"]);
});

test("where no item appends anything the rows are committed without an append", async () => {
  const sent: unknown[] = [];
  const store = stage.another({ onSent: (batch) => sent.push(batch) });
  const items: readonly Item[] = ["g1", "g2"].map((id) => ({ id, accounts: [] }));
  expect(await store.writeBatch(items, write)).toEqual([undefined, undefined]);
  expect(sent).toEqual([]);
  expect(await rows()).toEqual(["g1", "g2"]);
});

/** A store whose first commit is lost: after it was made, or instead. */
function losing(isMade: boolean) {
  let isLost = false;
  const lose = (): void => {
    if (isLost) return;
    isLost = true;
    throw new DatabaseUnavailable(new RangeError("the connection broke"), "unknown");
  };
  const database: Database = {
    ...stage.database,
    transaction: async (work, options) => {
      const value = await stage.database.transaction(async (tx) => {
        const value = await work(tx);
        if (!isMade) lose();
        return value;
      }, options);
      lose();
      return value;
    },
    load: stage.database.load,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return postgresEventStore({ database, schema: "ledger" });
}

test("a commit whose answer is lost is looked up by its first item, and not made twice", async () => {
  await using store = losing(true);
  const items: readonly Item[] = [
    { id: "h1", accounts: [] },
    { id: "h2", accounts: ["h1", "h2"] },
    { id: "h3", accounts: ["h3"], isPlain: true },
  ];
  expect(await store.writeBatch(items, write)).toMatchObject([
    undefined,
    { status: "ok", parts: [{ version: 1 }, { version: 1 }] },
    { status: "ok", version: 1 },
  ]);
  expect(rounds).toEqual([["h1", "h2", "h3"]]);
  expect(await rows()).toEqual(["h1", "h2", "h3"]);
  expect(await movedBy("h2")).toEqual(["h2"]);
});

test("a commit that was lost and did not happen is made again, all parts of it", async () => {
  await using store = losing(false);
  const items: readonly Item[] = [{ id: "i1", accounts: ["i1", "i2"] }];
  expect(await store.writeBatch(items, write)).toMatchObject([{ status: "ok" }]);
  expect(rounds).toEqual([["i1"], ["i1"]]);
  expect(await rows()).toEqual(["i1"]);
  expect(await movedBy("i2")).toEqual(["i1"]);
});

test("of a lost commit of rows alone nobody can tell whether it happened", async () => {
  await using store = losing(true);
  const written = store.writeBatch([{ id: "j1", accounts: [] }], write);
  await expect(written).rejects.toMatchObject({ code: "outcome_unknown" });
});

test("an item may have more parts than a batch has requests, and what is too much for one batch follows", async () => {
  const accounts = (id: string, length: number) =>
    Array.from({ length }, (_, at) => [`${id}-${at}`, "absent"] as const);
  const sizes: number[] = [];
  const store = stage.another({ onSent: ({ requests }) => sizes.push(requests.length) });
  const items: readonly Item[] = [
    { id: "k1", accounts: accounts("k1", LIMITS.partsMax) },
    { id: "k2", accounts: accounts("k2", 512) },
    { id: "k3", accounts: accounts("k3", 1), isPlain: true },
    { id: "k4", accounts: accounts("k4", LIMITS.partsMax + 1) },
  ];
  const outcomes = await store.writeBatch(items, write);
  expect(outcomes).toMatchObject([
    { status: "ok" },
    { status: "ok" },
    { status: "ok" },
    { code: "too_large", data: { path: "parts", limit: 1_024 } },
  ]);
  expect(sizes).toEqual([1_024, 512, 1]);
  const [first] = outcomes;
  expect(first !== undefined && "parts" in first ? first.parts : []).toHaveLength(1_024);
  expect(await movedBy("k1-1023")).toEqual(["k1"]);
  expect(await rows()).toEqual(["k1", "k2", "k3"]);
  await stage.database.query({ text: "delete from ledger.posting" });
  expect(await store.writeBatch(items.slice(0, 1), write)).toMatchObject([{ status: "duplicate" }]);
});
