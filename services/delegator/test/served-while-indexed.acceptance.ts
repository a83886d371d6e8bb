import { openDatabase } from "@holdfast/postgres";
import { expect, test } from "vitest";

import { delegationPages } from "../src/adapters/postgres/delegation-pages.ts";
import { DelegationPage } from "../src/domain/delegation-page.ts";
import { ranksAfter } from "../src/domain/ranks.ts";
import { SCHEMA } from "../src/schema.ts";
import { delegatorDatabase } from "./delegator-database.ts";
import { delegations } from "./in-memory/delegations.ts";
import { CHAIN_ID } from "./in-memory/memory-upstream.ts";
import { INGESTED, STARTED, writerByHand } from "./written-by-hand.ts";

const ROWS = delegations(40);

test("pages are served while the indexes that they do not need are built", async () => {
  await using test = await delegatorDatabase();
  await using database = openDatabase({
    url: test.url,
    applicationName: "served-while-indexed",
    max: 2,
    statementTimeoutMs: 2_000,
  });
  const writer = writerByHand(database);
  const years = { from: undefined, to: undefined };
  const range = { range: 0, years, gBefore: 0, expected: ROWS.length, lastYear: 0, lastY: 0 };
  const start = { ...range, done: 0, lastId: 0 };
  await writer.begin(
    { chainId: CHAIN_ID, headLevel: 402, finalLevel: 400, ranges: [start] },
    STARTED,
  );
  const rows = DelegationPage.of(ROWS);
  const { ranks } = ranksAfter({ g: 0, year: 0, y: 0 }, rows.columns.year);
  await writer.load({ ...start, done: ROWS.length }, { rows, ranks }, INGESTED);
  await writer.flush();
  await writer.rank();
  const page = delegationPages(database, SCHEMA);
  const request = { page: 1, size: 10, asOf: undefined };

  const served = await database.transaction(async (tx) => {
    await tx.query({ text: `select ${SCHEMA}.build_search_indexes()` });
    // The indexes are there, and the transaction that built them has not ended.
    return [
      await page({ year: undefined, filter: {} }, request),
      await page({ year: 2020, filter: {} }, request),
    ];
  });

  expect(served.map(({ rows: found }) => found.map(({ level }) => Number(level)))).toEqual([
    ROWS.slice(-10)
      .map(({ level }) => level)
      .toReversed(),
    ROWS.filter(({ year }) => year === 2020)
      .map(({ level }) => level)
      .toReversed(),
  ]);
});
