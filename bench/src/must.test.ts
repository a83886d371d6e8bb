import { expect, it } from "vitest";

import { must, verdict } from "./must.ts";

it("keeps a bound it meets exactly", () => {
  expect(must("ratio", 0.8, "<=", 0.8)).toEqual({
    name: "ratio",
    value: 0.8,
    bound: "<= 0.8",
    pass: true,
  });
  expect(must("ratio", 2, ">=", 2).pass).toBe(true);
});

it("breaks a bound on its wrong side", () => {
  expect(must("ratio", 0.81, "<=", 0.8).pass).toBe(false);
  expect(must("ratio", 1.99, ">=", 2).pass).toBe(false);
});

it("fails a value that is no number", () => {
  expect(must("ratio", Number.NaN, "<=", 1).pass).toBe(false);
  expect(must("ratio", Number.NaN, ">=", 1).pass).toBe(false);
});

it("passes over all bounds only when each is kept", () => {
  const kept = must("a", 1, "<=", 1);
  const broken = must("b", 2, "<=", 1);
  const open = { ...kept, pass: null };
  expect(verdict([])).toBe(true);
  expect(verdict([kept, kept])).toBe(true);
  expect(verdict([kept, open])).toBe(null);
  expect(verdict([kept, open, broken])).toBe(false);
});
