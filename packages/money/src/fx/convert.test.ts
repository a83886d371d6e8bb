import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";

import { AmountOverflow } from "../amount-overflow.ts";
import { CurrencyMismatch } from "../currency-mismatch.ts";
import type { Currency } from "../currency.ts";
import { iso } from "../iso-4217.ts";
import { MINOR_MAX } from "../minor.ts";
import { type Money, money } from "../money.ts";
import { isRefused } from "../refusal.ts";
import { convert } from "./convert.ts";
import { inverse, type Pair, parseRate, type Rate, rateOf } from "./rate.ts";

const ETH: Currency<"ETH"> = { code: "ETH", exponent: 18, name: "Ether" };
const usdToInr = rateOf({ sell: iso("USD"), buy: iso("INR") }, { num: 8_242_135n, den: 100_000n });

function rate(text: string, pair: Pair): Rate {
  const parsed = parseRate(text, pair);
  if (isRefused(parsed)) throw new TypeError(parsed.sentence);
  return parsed;
}

describe("an amount in another currency", () => {
  it("is rounded as it is asked for", () => {
    const hundred = money(iso("USD"), 10_000n);
    const inr = (minor: bigint) => money(iso("INR"), minor);
    // 8242.135 rupees.
    expect(convert(hundred, usdToInr, "floor")).toEqual(inr(824_213n));
    expect(convert(hundred, usdToInr, "ceil")).toEqual(inr(824_214n));
    expect(convert(hundred, usdToInr, "halfUp")).toEqual(inr(824_214n));
    expect(convert(hundred, usdToInr, "halfEven")).toEqual(inr(824_214n));
    expect(convert(money(iso("USD"), -10_000n), usdToInr, "floor")).toEqual(inr(-824_214n));
  });

  it.each<readonly [string, Currency, bigint, Currency, bigint]>([
    ["150", iso("USD"), 1000n, iso("JPY"), 1500n],
    ["0.0066", iso("JPY"), 1500n, iso("USD"), 990n],
    ["3.25", iso("KWD"), 1000n, iso("USD"), 325n],
    ["0.3", iso("USD"), 100n, iso("KWD"), 300n],
    ["0.00205", iso("JPY"), 1500n, iso("KWD"), 3075n],
    ["487.5", iso("KWD"), 2000n, iso("JPY"), 975n],
    ["2500", ETH, 10n ** 18n, iso("USD"), 250_000n],
    ["0.0004", iso("USD"), 250_000n, ETH, 10n ** 18n],
    ["375000", ETH, 10n ** 15n, iso("JPY"), 375n],
    ["0.0000026", iso("JPY"), 1n, ETH, 2_600_000_000_000n],
  ])("at %s counts the decimals of both: %o %s", (text, sell, sold, buy, bought) => {
    const amount = convert(money(sell, sold), rate(text, { sell, buy }), "floor");
    expect(amount).toEqual(money(buy, bought));
  });

  it("is the same whole units whatever the decimals", () => {
    const exponents = fc.integer({ min: 0, max: 18 });
    const parts = fc.bigInt({ min: 1n, max: 10n ** 6n });
    fc.assert(
      fc.property(
        exponents,
        exponents,
        fc.tuple(parts, parts, parts),
        (from, to, [units, num, den]) => {
          const pair = { sell: { ...ETH, exponent: from }, buy: { ...iso("USD"), exponent: to } };
          const sold = money(pair.sell, units * 10n ** BigInt(from));
          const bought = convert(sold, rateOf(pair, { num, den }), "floor");
          expect(bought.minor).toBe((units * num * 10n ** BigInt(to)) / den);
        },
      ),
    );
  });

  it("never grows on the way there and back, and never shrinks if it is rounded up", () => {
    const rates = fc.bigInt({ min: 1n, max: 10n ** 18n });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), rates, rates, (minor, num, den) => {
        const there = rateOf({ sell: iso("KWD"), buy: iso("USD") }, { num, den });
        const start = money(iso("KWD"), minor);
        const less = convert(convert(start, there, "floor"), inverse(there), "floor");
        const more = convert(convert(start, there, "ceil"), inverse(there), "ceil");
        expect(less.minor <= minor && minor <= more.minor).toBe(true);
      }),
    );
  });

  it("needs the rate of its currency", () => {
    const euros: Money = money(iso("EUR"), 1n);
    type Dollars = (amount: Money<"USD">, rate: Rate<"USD", "INR">, how: "floor") => Money<"INR">;
    type Euros = (amount: Money<"EUR">, rate: Rate<"USD", "INR">, how: "floor") => unknown;
    expectTypeOf(convert).toExtend<Dollars>();
    expectTypeOf(convert).not.toExtend<Euros>();
    const loose: Rate = usdToInr;
    expect(() => convert(euros, loose, "floor")).toThrow(CurrencyMismatch);
    expect(() => convert(euros, loose, "floor")).toThrow(
      expect.objectContaining({ left: iso("EUR"), right: iso("USD") }),
    );
  });

  it("has 38 digits at most", () => {
    expect(() => convert(money(iso("USD"), MINOR_MAX), usdToInr, "floor")).toThrow(AmountOverflow);
  });
});
