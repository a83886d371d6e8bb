import { describe, expect, it } from "vitest";

import type { ListRequest } from "../../application/list-request.ts";
import { lastingTag, listTag } from "./list-tag.ts";

const STATE = { head: 9, final: 7, retractions: 3n, rows: 100 };

function tag(asOf: number | undefined, filter: ListRequest["scope"]["filter"] = {}): string {
  const asked = { scope: { year: undefined, filter }, place: { page: 1, size: 50, asOf } };
  return listTag({ representation: "original", asked }, STATE);
}

describe("the tag of a list", () => {
  it.each([
    ["the rows and the retractions", tag(undefined), /^W\/"[\w-]{12}-100-3"$/],
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

  it("of an answer that lasts depends on the question and on retractions alone", () => {
    const scope = { year: undefined, filter: {} };
    const asked = { scope, place: { page: 2, size: 50, asOf: 100 } };
    const question = { representation: "whole", asked } as const;
    const lasting = lastingTag(question, STATE);
    expect(lasting).toMatch(/^W\/"[\w-]{12}-3-lasting"$/);
    expect(lastingTag(question, { ...STATE, head: 99, final: 97, rows: 900 })).toBe(lasting);
    expect(lastingTag(question, { ...STATE, retractions: 4n })).not.toBe(lasting);
    expect(lastingTag({ ...question, representation: "original" }, STATE)).not.toBe(lasting);
  });
});
