import { describe, expect, it } from "vitest";

import { historyTag, isUnchanged, namesTag } from "./entity-tag.ts";

const MARK = { rows: 700, head: 102, final: 100, retractions: 3n };
const TAG = historyTag(["csv", {}], MARK);

describe("the tag of an answer", () => {
  it("names question, rows, retractions and final level, in this order", () => {
    expect(TAG).toMatch(/^W\/"[\w-]{12}-700-3-100"$/);
  });

  it("stays while only the head moves", () => {
    expect(historyTag(["csv", {}], { ...MARK, head: 103 })).toBe(TAG);
  });

  it.each([
    ["another question", ["ndjson", {}], MARK],
    ["another filter", ["csv", { isFinal: true }], MARK],
    ["a row more", ["csv", {}], { ...MARK, rows: 701 }],
    ["a reorg", ["csv", {}], { ...MARK, retractions: 4n }],
    ["a final level", ["csv", {}], { ...MARK, final: 101 }],
  ])("changes with %s", (_, question, mark) => {
    expect(historyTag(question, mark)).not.toBe(TAG);
  });

  it.each([TAG, TAG.slice(2), `"x", ${TAG}`, `W/"x",${TAG} , "y"`])("is named by %s", (text) => {
    expect([namesTag(text, TAG), isUnchanged(text, TAG)]).toEqual([true, true]);
  });

  it.each([undefined, "", '""', "x", TAG.slice(3, -1), TAG.replace("700", "70")])(
    "is not named by %s",
    (text) => {
      expect([namesTag(text, TAG), isUnchanged(text, TAG)]).toEqual([false, false]);
    },
  );

  it.each(["*", " * "])("is met, though not named, by %j", (text) => {
    expect([namesTag(text, TAG), isUnchanged(text, TAG)]).toEqual([false, true]);
  });
});
