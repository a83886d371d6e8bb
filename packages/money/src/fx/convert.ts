import { CurrencyMismatch } from "../currency-mismatch.ts";
import { isSameCurrency } from "../currency.ts";
import { money, type Money } from "../money.ts";
import { divide, type Rounding } from "../rounding.ts";
import type { Rate } from "./rate.ts";

/**
 * What an amount is in the other currency. Throws `CurrencyMismatch` for an amount that is not in the currency the rate
 * sells, `AmountOverflow` beyond 38 digits.
 */
export function convert<Sell extends string, Buy extends string>(
  { currency, minor }: Money<NoInfer<Sell>>,
  { sell, buy, num, den }: Rate<Sell, Buy>,
  rounding: Rounding,
): Money<Buy> {
  if (!isSameCurrency(currency, sell)) throw new CurrencyMismatch(currency, sell);
  // A rate is of whole units; both sides are counted in minor ones.
  const dividend = minor * num * unit(buy.exponent);
  return money(buy, divide(dividend, den * unit(sell.exponent), rounding));
}

function unit(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
