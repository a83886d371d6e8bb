import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { rankRows } from "./ranks.ts";

describe("dense ranks", () => {
  it("count on from the row before", () => {
    const { ranked, end } = rankRows({ g: 7, year: 2018, y: 7 }, [
      { year: 2018 },
      { year: 2019 },
      { year: 2019 },
    ]);
    expect(ranked.map(({ g, y }) => [g, y])).toEqual([
      [8, 8],
      [9, 1],
      [10, 2],
    ]);
    expect(end).toEqual({ g: 10, year: 2019, y: 2 });
  });

  it("begin at 1", () => {
    const { ranked } = rankRows({ g: 0, year: 0, y: 0 }, [{ year: 2018 }]);
    expect(ranked).toEqual([{ row: { year: 2018 }, g: 1, y: 1 }]);
  });

  it("stay where they are without rows", () => {
    const start = { g: 3, year: 2020, y: 2 };
    expect(rankRows(start, [])).toEqual({ ranked: [], end: start });
  });

  it("do not depend on how the history is cut into pages", () => {
    const years = fc.array(fc.integer({ min: 2018, max: 2025 }), { maxLength: 60 });
    fc.assert(
      fc.property(years, fc.nat(60), (unordered, cut) => {
        const rows = unordered.toSorted((left, right) => left - right).map((year) => ({ year }));
        const start = { g: 0, year: 0, y: 0 };
        const whole = rankRows(start, rows);
        const head = rankRows(start, rows.slice(0, cut));
        const tail = rankRows(head.end, rows.slice(cut));
        expect([...head.ranked, ...tail.ranked]).toEqual(whole.ranked);
        expect(tail.end).toEqual(whole.end);
      }),
    );
  });
});
