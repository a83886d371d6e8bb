import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { limiterOf, unlimited, type Limiter } from "./limiter.ts";

function admittedAt(limiter: Limiter, times: readonly number[]): number[] {
  return times.filter((time) => limiter(time).isAdmitted);
}

const burst = Array.from({ length: 15 }, () => 900);
const arrivals = fc
  .array(fc.nat(300), { maxLength: 200 })
  .map((gaps) => gaps.map((_gap, index) => gaps.slice(0, index).reduce((a, b) => a + b, 0)));

describe("a limiter of 10 a second", () => {
  it("in fixed windows starts afresh with the clock second", () => {
    const limiter = limiterOf("fixed", 10);
    expect(admittedAt(limiter, burst)).toHaveLength(10);
    expect(limiter(999)).toEqual({ isAdmitted: false, retryAfterMs: 1 });
    expect(
      admittedAt(
        limiter,
        burst.map(() => 1000),
      ),
    ).toHaveLength(10);
  });

  it("in a sliding window admits again when the oldest is a second old", () => {
    const limiter = limiterOf("sliding", 10);
    expect(admittedAt(limiter, burst)).toHaveLength(10);
    expect(limiter(1899)).toEqual({ isAdmitted: false, retryAfterMs: 1 });
    expect(limiter(1900).isAdmitted).toBe(true);
  });

  it("in a sliding window never admits more than 10 within any second", () => {
    fc.assert(
      fc.property(arrivals, (times) => {
        const admitted = admittedAt(limiterOf("sliding", 10), times);
        for (const start of admitted) {
          const within = admitted.filter((time) => time >= start && time < start + 1000);
          expect(within.length).toBeLessThanOrEqual(10);
        }
      }),
    );
  });

  it("as a bucket spends a second's worth at once and refills evenly", () => {
    const limiter = limiterOf("bucket", 10);
    expect(admittedAt(limiter, burst)).toHaveLength(10);
    expect(limiter(900)).toEqual({ isAdmitted: false, retryAfterMs: 100 });
    expect(limiter(1000).isAdmitted).toBe(true);
    expect(limiter(1000).isAdmitted).toBe(false);
  });

  it("as a bucket never admits more than it held and what flowed in", () => {
    fc.assert(
      fc.property(arrivals, (times) => {
        const admitted = admittedAt(limiterOf("bucket", 10), times);
        const elapsed = (admitted.at(-1) ?? 0) - (admitted[0] ?? 0);
        expect(admitted.length).toBeLessThanOrEqual(10 + Math.floor(elapsed / 100) + 1);
      }),
    );
  });
});

describe("limiters", () => {
  it("that would let nothing through are refused", () => {
    expect(() => limiterOf("fixed", 0)).toThrow(RangeError);
    expect(() => limiterOf("bucket", Number.NaN)).toThrow(RangeError);
  });

  it("may be absent", () => {
    expect(admittedAt(unlimited, burst)).toHaveLength(burst.length);
  });
});
