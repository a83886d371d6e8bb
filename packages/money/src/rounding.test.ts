import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { divide, type Rounding } from "./rounding.ts";

const MODES: readonly Rounding[] = ["halfEven", "halfUp", "floor", "ceil"];
const dividends = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
const divisors = fc.oneof(
  fc.bigInt({ min: 1n, max: 12n }),
  fc.bigInt({ min: 1n, max: 10n ** 20n }),
);

describe("a division", () => {
  // In quarters: -2.5 is -10.
  it.each<readonly [string, bigint, readonly bigint[]]>([
    ["-2.75", -11n, [-3n, -3n, -3n, -2n]],
    ["-2.5", -10n, [-2n, -3n, -3n, -2n]],
    ["-2.25", -9n, [-2n, -2n, -3n, -2n]],
    ["-2", -8n, [-2n, -2n, -2n, -2n]],
    ["-1.5", -6n, [-2n, -2n, -2n, -1n]],
    ["-0.5", -2n, [0n, -1n, -1n, 0n]],
    ["-0.25", -1n, [0n, 0n, -1n, 0n]],
    ["0", 0n, [0n, 0n, 0n, 0n]],
    ["0.25", 1n, [0n, 0n, 0n, 1n]],
    ["0.5", 2n, [0n, 1n, 0n, 1n]],
    ["0.75", 3n, [1n, 1n, 0n, 1n]],
    ["1.5", 6n, [2n, 2n, 1n, 2n]],
    ["2.25", 9n, [2n, 2n, 2n, 3n]],
    ["2.5", 10n, [2n, 3n, 2n, 3n]],
    ["2.75", 11n, [3n, 3n, 2n, 3n]],
    ["3.5", 14n, [4n, 4n, 3n, 4n]],
  ])("of %s goes to the nearest, the nearest, below, above", (_text, quarters, expected) => {
    expect(MODES.map((mode) => divide(quarters, 4n, mode))).toEqual(expected);
  });

  it("goes below and above, and to the nearer of these", () => {
    fc.assert(
      fc.property(dividends, divisors, (dividend, divisor) => {
        const floor = divide(dividend, divisor, "floor");
        const ceil = divide(dividend, divisor, "ceil");
        const rest = dividend - floor * divisor;
        expect(rest >= 0n && rest < divisor).toBe(true);
        expect(ceil).toBe(rest === 0n ? floor : floor + 1n);
        for (const mode of ["halfEven", "halfUp"] as const) {
          const nearest = divide(dividend, divisor, mode);
          const distance = 2n * (nearest * divisor - dividend);
          expect([floor, ceil]).toContain(nearest);
          expect(distance <= divisor && -distance <= divisor).toBe(true);
        }
      }),
    );
  });

  it("of halves goes to the even one, or away from zero", () => {
    fc.assert(
      fc.property(dividends, (number) => {
        const half = 2n * number + 1n;
        expect(divide(half, 2n, "halfEven") % 2n).toBe(0n);
        expect(divide(half, 2n, "halfUp")).toBe(half > 0n ? number + 1n : number);
      }),
    );
  });

  it("is the same on both sides of zero", () => {
    fc.assert(
      fc.property(dividends, divisors, (dividend, divisor) => {
        const mirrored = {
          halfEven: "halfEven",
          halfUp: "halfUp",
          floor: "ceil",
          ceil: "floor",
        } as const;
        for (const mode of MODES) {
          expect(divide(-dividend, divisor, mirrored[mode])).toBe(-divide(dividend, divisor, mode));
        }
      }),
    );
  });

  it.each([0n, -4n])("by %s is none", (divisor) => {
    const cannot = new RangeError(`cannot divide by ${divisor}`);
    expect(() => divide(8n, divisor, "floor")).toThrow(cannot);
  });
});
