import { openDatabase } from "@holdfast/postgres";
import { expect, test } from "vitest";

import { historyWriter } from "../src/adapters/postgres/history-writer.ts";
import { servedHistory } from "../src/adapters/postgres/load-target.ts";
import { RangeMismatch } from "../src/application/range-mismatch.ts";
import { DelegationPage } from "../src/domain/delegation-page.ts";
import { ranksAfter } from "../src/domain/ranks.ts";
import { SCHEMA } from "../src/schema.ts";
import { delegatorDatabase } from "./delegator-database.ts";
import { delegation } from "./in-memory/delegations.ts";
import { CHAIN_ID } from "./in-memory/memory-upstream.ts";

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

async function rank(rows: readonly ReturnType<typeof delegation>[], keysFirst: boolean) {
  await using test = await delegatorDatabase();
  await using database = openDatabase({ url: test.url, applicationName: "loaded-twice", max: 2 });
  const writer = historyWriter(database, servedHistory(SCHEMA, { keysFirst }), 0n);
  const ranges = [RANGE];
  await writer.begin({ chainId: CHAIN_ID, headLevel: 102, finalLevel: 100, ranges });
  const page = DelegationPage.of(rows);
  const { ranks } = ranksAfter({ g: 0, year: 0, y: 0 }, page.columns.year);
  await writer.load({ ...RANGE, done: rows.length }, { rows: page, ranks }, () => undefined);
  await writer.flush();
  return await writer.rank();
}

test.each([true, false])(
  "an operation under two ids is no history (keys first: %s)",
  async (first) => {
    const twice = [1, 2, 3].map((number) => delegation(number)).concat(AGAIN);
    await expect(rank(twice, first)).rejects.toThrow(RangeMismatch);
    await expect(rank(twice, first)).rejects.toThrow(`operation ${AGAIN.hash} is there twice`);
  },
);

test("operations that are alike in all numbers are two", async () => {
  expect(await rank([1, 2, 3].map((number) => delegation(number)).concat(ALIKE), false)).toBe(4);
});

test("a row that is loaded twice is refused by whichever statement meets it", async () => {
  const rows = [1, 2, 2].map((number) => delegation(number));
  for (const first of [true, false]) {
    await expect(rank(rows, first)).rejects.toThrow("two rows of the load share an id or a rank");
  }
});
