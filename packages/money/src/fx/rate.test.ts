import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";

import { iso } from "../iso-4217.ts";
import { isRefused } from "../refusal.ts";
import { InvalidRate, inverse, parseRate, type Rate, rateOf } from "./rate.ts";

const pair = { sell: iso("USD"), buy: iso("INR") };

describe("a rate", () => {
  it.each<readonly [string, bigint, bigint]>([
    ["82.42135", 1_648_427n, 20_000n],
    ["1", 1n, 1n],
    ["1.00", 1n, 1n],
    ["0.5", 1n, 2n],
    ["150", 150n, 1n],
    [`0.${"0".repeat(17)}1`, 1n, 10n ** 18n],
    ["9".repeat(18), 10n ** 18n - 1n, 1n],
  ])("of %s is an exact fraction in lowest terms", (text, num, den) => {
    expect(parseRate(text, pair)).toEqual({ ...pair, num, den });
  });

  it.each([
    "",
    "0",
    "0.000",
    "-1",
    "+1",
    "1.",
    ".5",
    "01.5",
    "1,5",
    "1e3",
    " 1",
    "1\n",
    "NaN",
    "1/2",
    `0.${"0".repeat(18)}1`,
    "9".repeat(19),
    "9".repeat(5_000_000),
  ])("is not %j", (text) => {
    expect(parseRate(text, pair)).toEqual({
      code: "invalid_rate",
      sentence: "a rate is a positive decimal number with at most 18 decimals",
      data: {},
    });
  });

  it("comes back from the two numbers that were stored of it", () => {
    const texts = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.nat(999_999_999));
    fc.assert(
      fc.property(texts, ([whole, fraction]) => {
        const rate = parseRate(`${whole}.${String(fraction).padStart(9, "0")}`, pair);
        fc.pre(!isRefused(rate));
        expect(rate.num * 10n ** 9n).toBe((whole * 10n ** 9n + BigInt(fraction)) * rate.den);
        expect(rateOf(pair, { num: rate.num, den: rate.den })).toEqual(rate);
        expect(rateOf(pair, { num: rate.num * 6n, den: rate.den * 6n })).toEqual(rate);
      }),
    );
  });

  it("has another side, which is exact", () => {
    const rate = rateOf(pair, { num: 3n, den: 7n });
    expect(inverse(rate)).toEqual({ sell: pair.buy, buy: pair.sell, num: 7n, den: 3n });
    expect(inverse(inverse(rate))).toEqual(rate);
    expectTypeOf(inverse(rate)).toEqualTypeOf<Rate<"INR", "USD">>();
  });

  it.each<readonly [bigint, bigint]>([
    [0n, 1n],
    [-1n, 1n],
    [1n, 0n],
    [1n, -1n],
    [-1n, -1n],
  ])("is not %s to %s", (num, den) => {
    expect(() => rateOf(pair, { num, den })).toThrow(InvalidRate);
    const message = "both numbers of a rate are positive";
    const expected = { name: "InvalidRate", code: "invalid_rate", message };
    expect(() => rateOf(pair, { num, den })).toThrow(expect.objectContaining(expected));
  });

  it("is not of a currency to itself", () => {
    const itself = () => rateOf({ sell: iso("USD"), buy: iso("USD") }, { num: 2n, den: 1n });
    expect(itself).toThrow(new InvalidRate("USD has no rate to itself"));
  });
});
