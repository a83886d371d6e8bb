import { describe, expect, it } from "vitest";

import { listShape, stretchOf } from "./list-scope.ts";
import { newYear } from "./utc-time.ts";

describe("the shape of a list", () => {
  it.each([
    ["history", { year: undefined, filter: {} }],
    ["year", { year: 2021, filter: {} }],
    ["stretch", { year: undefined, filter: { isFinal: true } }],
    ["stretch", { year: 2021, filter: { levelFrom: 1 } }],
    ["stretch", { year: undefined, filter: { timeFrom: 1, timeTo: 2, levelTo: 3 } }],
    ["selection", { year: undefined, filter: { status: "failed" } }],
    ["selection", { year: undefined, filter: { isFinal: true, amountMin: 1 } }],
    ["selection", { year: 2021, filter: { delegator: "ann" } }],
  ] as const)("is %s for %o", (shape, scope) => {
    expect(listShape(scope)).toBe(shape);
  });
});

describe("the borders of a stretch", () => {
  const OPEN = {
    levelFrom: undefined,
    levelTo: undefined,
    timeFrom: undefined,
    timeTo: undefined,
    isFinal: false,
  };

  it("are open where nothing is said", () => {
    expect(stretchOf({ year: undefined, filter: {} })).toEqual(OPEN);
  });

  it("are those of the year", () => {
    const borders = { timeFrom: newYear(2021), timeTo: newYear(2022) };
    expect(stretchOf({ year: 2021, filter: {} })).toEqual({ ...OPEN, ...borders });
  });

  it("are those of the filter", () => {
    const filter = { levelFrom: 1, levelTo: 2, timeFrom: 3, timeTo: 4, isFinal: true } as const;
    expect(stretchOf({ year: undefined, filter })).toEqual(filter);
  });

  it.each([
    ["inside the year", newYear(2021) + 5, newYear(2022) - 5, newYear(2021) + 5, newYear(2022) - 5],
    ["around the year", newYear(2020), newYear(2023), newYear(2021), newYear(2022)],
  ])("are the narrower ones when a filter lies %s", (_name, timeFrom, timeTo, low, high) => {
    expect(stretchOf({ year: 2021, filter: { timeFrom, timeTo } })).toMatchObject({
      timeFrom: low,
      timeTo: high,
    });
  });
});
