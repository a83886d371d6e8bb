import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { median, percentile, percentiles } from "./statistics.ts";

describe("median", () => {
  it("is the value in the middle, whatever the order", () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it("lies between the two in the middle when their number is even", () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it("is no number when there are no values", () => {
    expect(median([])).toBeNaN();
  });
});

describe("percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);

  it("is the value at the nearest rank", () => {
    expect(percentiles(hundred)).toEqual({ p50: 50, p95: 95, p99: 99 });
  });

  it("is the only value of one", () => {
    expect(percentile([7], 99)).toBe(7);
  });

  it("refuses what is no percentage", () => {
    expect(() => percentile([1], 0)).toThrow("not a percentage: 0");
    expect(() => percentile([1], 101)).toThrow("not a percentage: 101");
  });

  it("is one of the values, and enough of them do not exceed it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        check,
      ),
    );
  });
});

function check(values: readonly number[], percent: number): void {
  const found = percentile(values, percent);
  expect(values).toContain(found);
  const covered = values.filter((value) => value <= found).length;
  expect(covered * 100).toBeGreaterThanOrEqual(percent * values.length);
}
