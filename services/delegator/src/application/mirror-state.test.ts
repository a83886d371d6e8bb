import { expect, it } from "vitest";

import { countedYear } from "../domain/list-scope.ts";
import { type MirrorState, markOf } from "./mirror-state.ts";

const MIRROR: MirrorState = {
  head: 9,
  final: 7,
  retractions: 3n,
  rowsByYear: new Map([
    [0, 100],
    [2021, 30],
  ]),
};

it("a mark counts the rows of a year for the list of that year alone", () => {
  const rows = (year: number | undefined, filter = {}) =>
    markOf(MIRROR, countedYear({ year, filter })).rows;
  expect([rows(2021), rows(2030), rows(undefined), rows(2021, { kind: "refresh" })]).toEqual([
    30, 0, 100, 100,
  ]);
});

it("a mark tells the state of the mirror without the counts of all years", () => {
  expect(markOf(MIRROR)).toEqual({ head: 9, final: 7, retractions: 3n, rows: 100 });
});
