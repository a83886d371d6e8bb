import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { pageWindow } from "./page-window.ts";

describe("the window of a page", () => {
  it.each([
    ["the first page", 120, 1, { low: 70, high: 120, lastPage: 3 }],
    ["a page in the middle", 120, 2, { low: 20, high: 70, lastPage: 3 }],
    ["the last page", 120, 3, { low: 0, high: 20, lastPage: 3 }],
    ["a full last page", 100, 2, { low: 0, high: 50, lastPage: 2 }],
    ["a page past the end", 120, 4, { low: 0, high: 0, lastPage: 3 }],
    ["an empty list", 0, 1, { low: 0, high: 0, lastPage: 1 }],
  ])("of %s", (_name, total, page, window) => {
    expect(pageWindow(total, page, 50)).toEqual(window);
  });

  it("covers every rank exactly once", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 100 }), (total, size) => {
        const ranks: number[] = [];
        const { lastPage } = pageWindow(total, 1, size);
        for (let page = 1; page <= lastPage + 1; page += 1) {
          const { low, high } = pageWindow(total, page, size);
          for (let rank = high; rank > low; rank -= 1) ranks.push(rank);
        }
        expect(ranks).toEqual(Array.from({ length: total }, (_, index) => total - index));
      }),
    );
  });
});
