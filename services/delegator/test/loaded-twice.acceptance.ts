import { openDatabase } from "@holdfast/postgres";
import { expect, test } from "vitest";

import { RangeMismatch } from "../src/application/range-mismatch.ts";
import { DelegationPage } from "../src/domain/delegation-page.ts";
import type { Delegation } from "../src/domain/delegation.ts";
import { ranksAfter } from "../src/domain/ranks.ts";
import { delegatorDatabase } from "./delegator-database.ts";
import { delegation } from "./in-memory/delegations.ts";
import { CHAIN_ID } from "./in-memory/memory-upstream.ts";
import { INGESTED, STARTED, writerByHand } from "./written-by-hand.ts";

const RANGE = {
  range: 0,
  years: { from: undefined, to: undefined },
  gBefore: 0,
  expected: null,
  done: 0,
  lastId: 0,
  lastYear: 0,
  lastY: 0,
};

/** What an upstream gives that numbers its rows anew between two pages: the last row again, under another id. */
const AGAIN = delegation(4, { ...delegation(3), id: 4 * 2 ** 20 });
/** Another operation with the same numbers, of another account. */
const ALIKE = delegation(4, {
  ...AGAIN,
  hash: "opMsAYfRoCdJAA6XfX51RcbTcp5oHYGsg8jQgRFMjJSiVFtj2g1",
});

type Loading = {
  /** They are built before the rows, or left by an earlier load. */
  readonly hasKeys?: boolean;
  /** Another writer ranks what the first one loaded, as after a crash. */
  readonly isResumed?: boolean;
};

async function rank(rows: readonly Delegation[], { hasKeys = false, isResumed = false }: Loading) {
  await using test = await delegatorDatabase();
  await using database = openDatabase({ url: test.url, applicationName: "loaded-twice", max: 2 });
  const writer = writerByHand(database);
  const ranges = [RANGE];
  await writer.begin(
    { chainId: CHAIN_ID, headLevel: 102, finalLevel: 100, ranges },
    STARTED,
    hasKeys,
  );
  const page = DelegationPage.of(rows);
  const { ranks } = ranksAfter({ g: 0, year: 0, y: 0 }, page.columns.year);
  await writer.load({ ...RANGE, done: rows.length }, { rows: page, ranks }, INGESTED);
  await writer.flush();
  const ranking = isResumed ? writerByHand(database) : writer;
  return await ranking.rank();
}

const LOADINGS: readonly Loading[] = [{}, { hasKeys: true }, { isResumed: true }];

test.each(LOADINGS)("an operation under two ids is no history: %o", async (loading) => {
  const twice = [1, 2, 3].map((number) => delegation(number)).concat(AGAIN);
  const ranking = rank(twice, loading);
  await expect(ranking).rejects.toThrow(RangeMismatch);
  await expect(ranking).rejects.toThrow(`operation ${AGAIN.hash} is there twice`);
});

test.each(LOADINGS)("operations that are alike in all numbers are two: %o", async (loading) => {
  const alike = [1, 2, 3].map((number) => delegation(number)).concat(ALIKE);
  expect(await rank(alike, loading)).toBe(4);
});

test.each(LOADINGS)("a row that is loaded twice is refused: %o", async (loading) => {
  const rows = [1, 2, 2].map((number) => delegation(number));
  await expect(rank(rows, loading)).rejects.toThrow("is there twice");
});

/** Two ranges of a row each, the newer one with this number. */
async function rankRanges(newer: number): Promise<number> {
  await using test = await delegatorDatabase();
  await using database = openDatabase({ url: test.url, applicationName: "loaded-twice", max: 2 });
  const writer = writerByHand(database);
  const parts = [
    { row: delegation(4), range: { ...RANGE, years: { from: undefined, to: 2019 } } },
    {
      row: delegation(newer, { year: 2019, hash: ALIKE.hash }),
      range: { ...RANGE, range: 1, years: { from: 2019, to: undefined }, gBefore: 1 },
    },
  ];
  const ranges = parts.map(({ range }) => range);
  await writer.begin({ chainId: CHAIN_ID, headLevel: 102, finalLevel: 100, ranges }, STARTED);
  for (const { row, range } of parts) {
    const rows = DelegationPage.of([row]);
    const { ranks } = ranksAfter({ g: range.gBefore, year: 0, y: 0 }, rows.columns.year);
    await writer.load({ ...range, done: 1 }, { rows, ranks }, INGESTED);
  }
  await writer.flush();
  return await writer.rank();
}

test.each([3, 4])(
  "ids that do not ascend from range to range are no history: 4, %d",
  async (newer) => {
    await expect(rankRanges(newer)).rejects.toThrow(RangeMismatch);
  },
);

test("ids that ascend from range to range are a history", async () => {
  expect(await rankRanges(5)).toBe(2);
});

test.each([true, false])(
  "a rank that two rows share is met when it is written if the keys came first (%s), else when they are built",
  async (keysFirst) => {
    await using test = await delegatorDatabase();
    await using database = openDatabase({ url: test.url, applicationName: "loaded-twice", max: 2 });
    const writer = writerByHand(database);
    await writer.begin(
      { chainId: CHAIN_ID, headLevel: 102, finalLevel: 100, ranges: [RANGE] },
      STARTED,
      keysFirst,
    );
    const write = async (number: number): Promise<void> => {
      const rows = DelegationPage.of([delegation(number)]);
      const { ranks } = ranksAfter({ g: 0, year: 0, y: 0 }, rows.columns.year);
      await writer.load({ ...RANGE, done: 1 }, { rows, ranks }, INGESTED);
    };
    await write(1);
    await writer.flush();
    const written = write(2).then(() => writer.flush());
    await expect(keysFirst ? written : written.then(() => writer.rank())).rejects.toThrow(
      "two rows of the load share an id or a rank",
    );
  },
);
