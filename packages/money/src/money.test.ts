import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";

import { AmountOverflow } from "./amount-overflow.ts";
import { CurrencyMismatch } from "./currency-mismatch.ts";
import { iso } from "./iso-4217.ts";
import { MINOR_MAX } from "./minor.ts";
import {
  add,
  compare,
  isIn,
  isNegative,
  isZero,
  type Money,
  money,
  negate,
  subtract,
} from "./money.ts";

const usd = (minor: bigint) => money(iso("USD"), minor);
/** As it comes from a table: the compiler does not know the code. */
const loose = (amount: Money): Money => amount;
const amounts = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(usd);

describe("amounts of one currency", () => {
  it("are added, subtracted, turned round and compared", () => {
    expect(add(usd(1050n), usd(-50n))).toEqual(usd(1000n));
    expect(subtract(usd(1000n), usd(1500n))).toEqual(usd(-500n));
    expect(negate(usd(5n))).toEqual(usd(-5n));
    expect([usd(1n), usd(2n), usd(3n)].map((each) => compare(each, usd(2n)))).toEqual([-1, 0, 1]);
    expect([usd(-1n), usd(0n), usd(1n)].map(isZero)).toEqual([false, true, false]);
    expect([usd(-1n), usd(0n), usd(1n)].map(isNegative)).toEqual([true, false, false]);
  });

  it("keep to the laws of addition", () => {
    fc.assert(
      fc.property(amounts, amounts, amounts, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(subtract(add(a, b), b)).toEqual(a);
        expect(isZero(add(a, negate(a)))).toBe(true);
        expect(compare(a, b)).toBe(compare(usd(0n), subtract(b, a)));
      }),
    );
  });

  it("have 38 digits at most", () => {
    expect(money(iso("USD"), -MINOR_MAX).minor).toBe(-MINOR_MAX);
    const overflow = { name: "AmountOverflow", code: "overflow" };
    const message = "the amount in USD has more than 38 digits";
    for (const calculate of [
      () => usd(MINOR_MAX + 1n),
      () => add(usd(MINOR_MAX), usd(1n)),
      () => subtract(usd(-MINOR_MAX), usd(1n)),
    ]) {
      expect(calculate).toThrow(AmountOverflow);
      expect(calculate).toThrow(expect.objectContaining({ ...overflow, message }));
    }
  });
});

describe("amounts of two currencies", () => {
  const yen = money(iso("JPY"), 1n);

  it("do not mix where the compiler knows the codes", () => {
    type Dollars = Money<"USD">;
    type Both = (left: Dollars, right: Money<"EUR">) => unknown;
    type Same = (left: Dollars, right: Dollars) => unknown;
    expectTypeOf(add).not.toExtend<Both>();
    expectTypeOf(subtract).not.toExtend<Both>();
    expectTypeOf(compare).not.toExtend<Both>();
    expectTypeOf(add).toExtend<Same>();
    expectTypeOf(compare).toExtend<Same>();
    expectTypeOf<Money>().not.toExtend<Dollars>();
    expectTypeOf(add(usd(1n), usd(1n))).toEqualTypeOf<Dollars>();
  });

  it("do not mix where it does not", () => {
    const mismatch = { name: "CurrencyMismatch", code: "currency_mismatch" };
    const message = "USD (2 decimals) and JPY (0 decimals) do not mix";
    for (const calculate of [add, subtract, compare]) {
      const mix = () => calculate(loose(usd(1n)), yen);
      expect(mix).toThrow(CurrencyMismatch);
      expect(mix).toThrow(expect.objectContaining({ ...mismatch, message }));
    }
    const expected = { left: iso("USD"), right: iso("JPY") };
    expect(() => add(loose(usd(1n)), yen)).toThrow(expect.objectContaining(expected));
  });

  it("are two also under one code, if their exponents differ", () => {
    const thousandths = money({ ...iso("USD"), exponent: 3 }, 1n);
    expect(() => add(loose(usd(1n)), thousandths)).toThrow(CurrencyMismatch);
    expect(isIn(thousandths, iso("USD"))).toBe(false);
  });

  it("are told apart, also for the compiler", () => {
    expect(isIn(yen, iso("USD"))).toBe(false);
    const amount = loose(usd(1n));
    const dollars = isIn(amount, iso("USD")) ? amount : usd(0n);
    expectTypeOf(dollars).toEqualTypeOf<Money<"USD">>();
    expect(add(usd(1n), dollars)).toEqual(usd(2n));
  });
});
