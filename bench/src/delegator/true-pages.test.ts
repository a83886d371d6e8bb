import type { DelegationRecord } from "@holdfast/standin-tzkt";
import { expect, it } from "vitest";

import { chainRows } from "./chain-row.ts";
import { TruePages } from "./true-pages.ts";

function record(level: number, year: number): DelegationRecord {
  const numbers = { counter: 1, gasLimit: 0, gasUsed: 0, bakerFee: 0, amount: level * 10 };
  return {
    type: "delegation",
    id: level * 1_048_576,
    level,
    timestamp: `${year}-01-01T00:00:00Z`,
    block: "B",
    hash: "oo",
    sender: { address: `tz1${level}` },
    status: "applied",
    ...numbers,
  };
}

const RECORDS = [
  record(1, 2020),
  record(2, 2020),
  record(3, 2021),
  record(4, 2021),
  record(5, 2021),
];

function pagesOf(records: readonly DelegationRecord[]): TruePages {
  const pages = new TruePages();
  for (const row of chainRows(records)) pages.add(row);
  return pages;
}

const levels = (body: string) =>
  Array.from(body.matchAll(/"level":"(\d+)"/g), ([, level]) => level);

it("ranks rows over everything and within their year", () => {
  expect(Array.from(chainRows(RECORDS), ({ g, y }) => [g, y])).toEqual([
    [1, 1],
    [2, 2],
    [3, 1],
    [4, 2],
    [5, 3],
  ]);
});

it("ranks rows after those that were there before", () => {
  const before = chainRows(RECORDS.slice(0, 3));
  let next = before.next();
  while (next.done !== true) next = before.next();
  const after = Array.from(chainRows(RECORDS.slice(3), next.value), ({ g, y }) => [g, y]);
  expect(after).toEqual([
    [4, 2],
    [5, 3],
  ]);
});

it("writes a row in the original's shape", () => {
  expect(pagesOf([record(1, 2020)]).body({ page: 1, size: 50 })).toBe(
    '{"data":[{"timestamp":"2020-01-01T00:00:00Z","amount":"10","delegator":"tz11","level":"1"}]}',
  );
});

it("shows the newest first and the rest on the last page", () => {
  const pages = pagesOf(RECORDS);
  expect(levels(pages.body({ page: 1, size: 2 }))).toEqual(["5", "4"]);
  expect(levels(pages.body({ page: 3, size: 2 }))).toEqual(["1"]);
  expect(pages.body({ page: 4, size: 2 })).toBe('{"data":[]}');
});

it("keeps to the year that is asked for", () => {
  const pages = pagesOf(RECORDS);
  expect(pages.count(2020)).toBe(2);
  expect(levels(pages.body({ page: 1, size: 50, year: 2020 }))).toEqual(["2", "1"]);
  expect(pages.body({ page: 1, size: 50, year: 2019 })).toBe('{"data":[]}');
});
