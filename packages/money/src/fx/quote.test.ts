import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";

import { CurrencyMismatch } from "../currency-mismatch.ts";
import type { Currency } from "../currency.ts";
import { iso } from "../iso-4217.ts";
import { MINOR_MAX } from "../minor.ts";
import { type Money, money } from "../money.ts";
import type { Ratio } from "../ratio.ts";
import { isRefused } from "../refusal.ts";
import { type FxQuote, quoteBuying, quoteSelling, type Unquotable } from "./quote.ts";
import { InvalidRate, type Rate, rateOf } from "./rate.ts";

const ETH: Currency<"ETH"> = { code: "ETH", exponent: 18, name: "Ether" };
const usd = (minor: bigint) => money(iso("USD"), minor);
const inr = (minor: bigint) => money(iso("INR"), minor);
const rate = rateOf({ sell: iso("USD"), buy: iso("INR") }, { num: 8_242_135n, den: 100_000n });
const etherToUsd = rateOf({ sell: ETH, buy: iso("USD") }, { num: 2500n, den: 1n });
const halfPercent: Ratio = { num: 5n, den: 1000n };

function given<Quote extends FxQuote>(outcome: Quote | Unquotable): Quote {
  if ("sentence" in outcome) throw new TypeError(outcome.sentence);
  return outcome;
}

describe("a quote", () => {
  it("for a fixed amount sold pays out less than a minor unit too little", () => {
    // The customer would get 8242.135 rupees.
    expect(quoteSelling(usd(10_000n), rate)).toEqual({
      sell: usd(10_000n),
      buy: inr(824_213n),
      fee: usd(0n),
      rate,
      rounding: "floor",
    });
  });

  it("for a fixed amount bought takes less than a minor unit too much", () => {
    // 8242.14 rupees cost 100.00006… dollars.
    expect(quoteBuying(inr(824_214n), rate)).toEqual({
      sell: usd(10_001n),
      buy: inr(824_214n),
      fee: usd(0n),
      rate,
      rounding: "ceil",
    });
    expect(quoteBuying(inr(824_213n), rate)).toMatchObject({ sell: usd(10_000n) });
  });

  it("takes the spread on top, as a leg of its own, rounded up", () => {
    expect(quoteSelling(usd(10_001n), rate, halfPercent)).toMatchObject({
      sell: usd(10_001n),
      buy: inr(824_295n),
      fee: usd(51n),
    });
    expect(quoteBuying(inr(824_214n), rate, halfPercent)).toMatchObject({
      sell: usd(10_001n),
      fee: usd(51n),
    });
  });

  it("between 18 decimals and 2", () => {
    expect(quoteSelling(money(ETH, 10n ** 18n), etherToUsd)).toMatchObject({ buy: usd(250_000n) });
    expect(quoteSelling(money(ETH, 10n ** 18n - 1n), etherToUsd)).toMatchObject({
      buy: usd(249_999n),
    });
    expect(quoteBuying(usd(1n), etherToUsd)).toMatchObject({
      sell: money(ETH, 4_000_000_000_000n),
    });
  });

  it("knows its currencies", () => {
    expectTypeOf(quoteSelling(usd(1n), rate)).toEqualTypeOf<FxQuote<"USD", "INR"> | Unquotable>();
    type FromRupees = (amount: Money<"INR">, rate: Rate<"USD", "INR">) => unknown;
    type FromDollars = (amount: Money<"USD">, rate: Rate<"USD", "INR">) => unknown;
    expectTypeOf(quoteSelling).not.toExtend<FromRupees>();
    expectTypeOf(quoteSelling).toExtend<FromDollars>();
    expectTypeOf(quoteBuying).not.toExtend<FromDollars>();
    expectTypeOf(quoteBuying).toExtend<FromRupees>();
    const [loose, yen]: [Rate, Money] = [rate, money(iso("JPY"), 1n)];
    expect(() => quoteSelling(yen, loose)).toThrow(CurrencyMismatch);
    expect(() => quoteBuying(yen, loose)).toThrow(CurrencyMismatch);
  });

  it("is refused for nothing and for less", () => {
    const refusal = {
      code: "invalid_amount",
      sentence: "an amount to exchange is more than 0",
      data: {},
    };
    for (const minor of [0n, -1n]) {
      expect(quoteSelling(usd(minor), rate)).toEqual(refusal);
      expect(quoteBuying(inr(minor), rate)).toEqual(refusal);
    }
  });

  it("is refused where nothing would be paid out", () => {
    const refusal = { code: "amount_too_small", sentence: "so little buys nothing", data: {} };
    expect(quoteSelling(money(ETH, 3_999_999_999_999n), etherToUsd)).toEqual(refusal);
    expect(quoteSelling(money(ETH, 4_000_000_000_000n), etherToUsd)).toMatchObject({
      buy: usd(1n),
    });
  });

  it("is refused beyond 38 digits", () => {
    const sentence = "the amount in INR has more than 38 digits";
    expect(quoteSelling(usd(MINOR_MAX), rate)).toEqual({ code: "overflow", sentence, data: {} });
    expect(quoteBuying(usd(10n ** 26n), etherToUsd)).toMatchObject({ code: "overflow" });
  });

  it.each<readonly [bigint, bigint]>([
    [-1n, 100n],
    [1n, 1n],
    [2n, 1n],
    [0n, 0n],
    [1n, -1n],
  ])("has no spread of %s to %s", (num, den) => {
    const invalid = new InvalidRate("a spread is a part: from 0 to below 1");
    expect(() => quoteSelling(usd(1n), rate, { num, den })).toThrow(invalid);
    expect(() => quoteBuying(inr(1n), rate, { num, den })).toThrow(invalid);
  });
});

describe("whatever is quoted", () => {
  const exponents = fc.integer({ min: 0, max: 18 });
  const numbers = fc.bigInt({ min: 1n, max: 10n ** 6n });
  const rates = fc.tuple(exponents, exponents, numbers, numbers).map(([from, to, num, den]) => {
    const pair = { sell: { ...ETH, exponent: from }, buy: { ...iso("USD"), exponent: to } };
    return rateOf(pair, { num, den });
  });
  const spreads = fc.bigInt({ min: 0n, max: 9999n }).map((num) => ({ num, den: 10_000n }));
  const minors = fc.bigInt({ min: 1n, max: 10n ** 12n });

  /** Whether the customer gets no more than the rate says. */
  const isFair = (rate: Rate, { sold, bought }: { sold: bigint; bought: bigint }): boolean => {
    const [from, to] = [rate.sell, rate.buy].map(({ exponent }) => 10n ** BigInt(exponent));
    return bought * rate.den * (from ?? 0n) <= sold * rate.num * (to ?? 0n);
  };

  it("for a sale is the most that the rate allows", () => {
    fc.assert(
      fc.property(rates, minors, (rate, sold) => {
        const quoted = quoteSelling(money(rate.sell, sold), rate);
        const bought = isRefused(quoted) ? 0n : quoted.buy.minor;
        expect(isFair(rate, { sold, bought })).toBe(true);
        expect(isFair(rate, { sold, bought: bought + 1n })).toBe(false);
      }),
    );
  });

  it("for a purchase is the least that the rate allows", () => {
    fc.assert(
      fc.property(rates, minors, (rate, bought) => {
        const sold = given(quoteBuying(money(rate.buy, bought), rate)).sell.minor;
        expect(isFair(rate, { sold, bought })).toBe(true);
        expect(isFair(rate, { sold: sold - 1n, bought })).toBe(false);
      }),
    );
  });

  it("costs no more if one asks for what one would have got", () => {
    fc.assert(
      fc.property(rates, minors, spreads, (rate, minor, spread) => {
        const quoted = quoteSelling(money(rate.sell, minor), rate, spread);
        fc.pre(!isRefused(quoted));
        const asked = given(quoteBuying(quoted.buy, rate, spread));
        expect(asked.sell.minor <= minor && asked.fee.minor <= quoted.fee.minor).toBe(true);
        const again = given(quoteSelling(asked.sell, rate, spread));
        expect(again.buy.minor >= quoted.buy.minor).toBe(true);
      }),
    );
  });

  it("is no cheaper in pieces", () => {
    fc.assert(
      fc.property(rates, fc.tuple(minors, minors), spreads, (rate, [one, other], spread) => {
        const [first, second, both] = [one, other, one + other].map((minor) => {
          const quoted = quoteSelling(money(rate.sell, minor), rate, spread);
          return isRefused(quoted) ? { bought: 0n } : { bought: quoted.buy.minor };
        });
        expect((first?.bought ?? 0n) + (second?.bought ?? 0n) <= (both?.bought ?? 0n)).toBe(true);
      }),
    );
  });
});
