import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { planRanges } from "./backfill-plan.ts";

describe("the plan of a backfill", () => {
  it("is one open range when one is wanted", () => {
    expect(planRanges({ last: 2025, ranges: 1 })).toEqual([{ from: undefined, to: undefined }]);
  });

  it("splits in the middle of the rows, not of the years", () => {
    expect(planRanges({ last: 2026, ranges: 2 })).toEqual([
      { from: undefined, to: 2022 },
      { from: 2022, to: undefined },
    ]);
  });

  it.each([
    [3, [2022, 2023]],
    [4, [2021, 2022, 2024]],
    [5, [2021, 2022, 2023, 2025]],
  ])("gives %i ranges about the same weight", (ranges, borders) => {
    const [, ...starts] = planRanges({ last: 2026, ranges }).map(({ from }) => from);
    expect(starts).toEqual(borders);
  });

  it("joins the poor years and leaves the rich ones alone", () => {
    expect(planRanges({ last: 2026, ranges: 8 }).map(({ from }) => from)).toEqual([
      undefined,
      2020,
      2021,
      2022,
      2023,
      2024,
      2025,
      2026,
    ]);
  });

  it("gives each year a range of its own at most", () => {
    expect(planRanges({ last: 2019, ranges: 8 })).toEqual([
      { from: undefined, to: 2019 },
      { from: 2019, to: undefined },
    ]);
  });

  it("survives a clock that stands before the first delegation", () => {
    expect(planRanges({ last: 1970, ranges: 4 })).toEqual([{ from: undefined, to: undefined }]);
  });

  it("treats no range at all as one", () => {
    expect(planRanges({ last: 2025, ranges: 0 })).toHaveLength(1);
  });

  it("covers all time without gap or overlap", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2018, max: 2100 }),
        fc.integer({ min: 1, max: 16 }),
        (last, wanted) => {
          const ranges = planRanges({ last, ranges: wanted });
          const starts = ranges.map(({ from }) => from);
          const ends = ranges.map(({ to }) => to);
          expect([starts[0], ends.at(-1)]).toEqual([undefined, undefined]);
          expect(starts.slice(1)).toEqual(ends.slice(0, -1));
          expect(starts.slice(1)).toEqual(
            [...new Set(starts.slice(1))].toSorted((left = 0, right = 0) => left - right),
          );
        },
      ),
    );
  });
});
