import { describe, expect, it } from "vitest";

import { type ListRequest } from "../../application/list-request.ts";
import { listTag, namesTag, stateOf } from "./list-tag.ts";

const STATE = { head: 9, final: 7, epoch: 3n, rows: 100 };

function tag(asOf: number | undefined, filter: ListRequest["scope"]["filter"] = {}): string {
  const asked = { scope: { year: undefined, filter }, place: { page: 1, size: 50, asOf } };
  return listTag({ representation: "original", asked }, STATE);
}

describe("the tag of a list", () => {
  it.each([
    ["the rows and the epoch", tag(undefined), /^W\/"[\w-]{12}-100-3"$/],
    ["no rows beyond those the list is pinned to", tag(60), /-60-3"$/],
    ["no rows that are not there", tag(160), /-100-3"$/],
    [
      "all rows for a stretch, which counts from its own border",
      tag(60, { levelFrom: 5 }),
      /-100-3"$/,
    ],
    ["the final level where it decides", tag(undefined, { isFinal: true }), /-100-3-7"$/],
  ])("holds %s", (_name, text, pattern) => {
    expect(text).toMatch(pattern);
  });

  it("counts the rows of a year for the list of that year alone", () => {
    const mirror = {
      ...STATE,
      rowsByYear: new Map([
        [0, 100],
        [2021, 30],
      ]),
    };
    const place = { size: 50, cursor: "newest" } as const;
    const rows = (year: number | undefined, filter: ListRequest["scope"]["filter"] = {}) =>
      stateOf({ scope: { year, filter }, place }, mirror).rows;
    expect([rows(2021), rows(2030), rows(undefined), rows(2021, { kind: "refresh" })]).toEqual([
      30, 0, 100, 100,
    ]);
  });
});

describe("If-None-Match", () => {
  const TAG = 'W/"a-1-0"';
  it.each([
    ['W/"a-1-0"', true],
    ['"a-1-0"', true],
    ['"x" , W/"a-1-0"', true],
    ['W/"a-1-1"', false],
    ["a-1-0", false],
    ["", false],
  ])("%s", (text, isNamed) => {
    expect(namesTag(text, TAG)).toBe(isNamed);
  });
});
