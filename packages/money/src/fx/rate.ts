import type { Currency } from "../currency.ts";
import { isSameCurrency } from "../currency.ts";
import type { Ratio } from "../ratio.ts";
import { type Refusal, refuse } from "../refusal.ts";

/** Who sells and who buys, seen from the customer: sells dollars, buys rupees. */
export type Pair<Sell extends string = string, Buy extends string = string> = {
  readonly sell: Currency<Sell>;
  readonly buy: Currency<Buy>;
};

/**
 * What one whole unit sold buys: num / den whole units, whatever the decimals of the two currencies. In lowest terms, so
 * that equal rates look alike.
 */
export type Rate<Sell extends string = string, Buy extends string = string> = Pair<Sell, Buy> &
  Ratio;

/** Two numbers that are no rate or no spread, or a currency against itself. */
export class InvalidRate extends RangeError {
  override readonly name = "InvalidRate";
  readonly code = "invalid_rate";
}

/** A rate of two whole numbers, as a stored quote has it. Throws `InvalidRate` unless both are positive. */
export function rateOf<Sell extends string, Buy extends string>(
  { sell, buy }: Pair<Sell, Buy>,
  { num, den }: Ratio,
): Rate<Sell, Buy> {
  if (isSameCurrency(sell, buy)) throw new InvalidRate(`${sell.code} has no rate to itself`);
  if (num <= 0n || den <= 0n) throw new InvalidRate("both numbers of a rate are positive");
  const divisor = greatestCommonDivisor(num, den);
  return { sell, buy, num: num / divisor, den: den / divisor };
}

/** A text that is no rate. */
export type RateText = Refusal<"invalid_rate">;

/** Up to 18 digits before and after the point: more than any market quotes. */
const DECIMAL = /^(?<whole>0|[1-9][0-9]{0,17})(?:\.(?<fraction>[0-9]{1,18}))?$/;

/** Reads a rate from its decimal text: "82.42135" rupees for a dollar. */
export function parseRate<Sell extends string, Buy extends string>(
  text: string,
  pair: Pair<Sell, Buy>,
): Rate<Sell, Buy> | RateText {
  const { whole, fraction = "" } = DECIMAL.exec(text)?.groups ?? {};
  const num = whole === undefined ? 0n : BigInt(`${whole}${fraction}`);
  if (num === 0n) {
    return refuse("invalid_rate", "a rate is a positive decimal number with at most 18 decimals");
  }
  return rateOf(pair, { num, den: 10n ** BigInt(fraction.length) });
}

/** The same rate from the other side: exact, since it is a fraction. */
export function inverse<Sell extends string, Buy extends string>({
  sell,
  buy,
  num,
  den,
}: Rate<Sell, Buy>): Rate<Buy, Sell> {
  return { sell: buy, buy: sell, num: den, den: num };
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestCommonDivisor(right, left % right);
}
