import { expect, it } from "vitest";

import { pageKinds, randomPages } from "./page-kinds.ts";

it("finds the last page of the history and of the past year", () => {
  const kinds = pageKinds({ all: 760_930, pastYear: 101 }, 10);
  expect(kinds.map(({ name, pages }) => [name, pages[0]?.page]).slice(0, 4)).toEqual([
    ["first", 1],
    ["1,000th", 1000],
    ["last", 15_219],
    ["last of 2021", 3],
  ]);
});

it("never asks beyond the end of a short history", () => {
  const kinds = pageKinds({ all: 120, pastYear: 0 }, 10);
  expect(kinds.flatMap(({ pages }) => pages).every(({ page }) => page >= 1 && page <= 3)).toBe(
    true,
  );
});

it("draws random pages from the whole history", () => {
  const pages = randomPages(760_930, 1000).map(({ page }) => page);
  expect(Math.min(...pages)).toBeLessThan(100);
  expect(Math.max(...pages)).toBeGreaterThan(15_100);
});
