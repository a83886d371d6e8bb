import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { type RankCursor, ranksAfter } from "./ranks.ts";

const BEGINNING: RankCursor = { g: 0, year: 0, y: 0 };

function ranked(start: RankCursor, years: readonly number[]) {
  const { ranks, end } = ranksAfter(start, years);
  return { g: ranks.g, y: [...ranks.y], end };
}

describe("dense ranks", () => {
  it("count on from the row before", () => {
    expect(ranked({ g: 7, year: 2018, y: 7 }, [2018, 2019, 2019])).toEqual({
      g: 8,
      y: [8, 1, 2],
      end: { g: 10, year: 2019, y: 2 },
    });
  });

  it("begin at 1", () => {
    expect(ranked(BEGINNING, [2018])).toMatchObject({ g: 1, y: [1] });
  });

  it("stay where they are without rows", () => {
    const start = { g: 3, year: 2020, y: 2 };
    expect(ranked(start, [])).toEqual({ g: 4, y: [], end: start });
  });

  it("do not depend on how the history is cut into pages", () => {
    const years = fc.array(fc.integer({ min: 2018, max: 2025 }), { maxLength: 60 });
    fc.assert(
      fc.property(years, fc.nat(60), (unordered, cut) => {
        const rows = unordered.toSorted((left, right) => left - right);
        const whole = ranked(BEGINNING, rows);
        const head = ranked(BEGINNING, rows.slice(0, cut));
        const tail = ranked(head.end, rows.slice(cut));
        expect([...head.y, ...tail.y]).toEqual(whole.y);
        expect(tail.g).toBe(head.end.g + 1);
        expect(tail.end).toEqual(whole.end);
      }),
    );
  });
});
