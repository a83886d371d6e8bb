import { AmountOverflow } from "../amount-overflow.ts";
import type { Money } from "../money.ts";
import { portion, type Ratio } from "../ratio.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { convert } from "./convert.ts";
import { InvalidRate, inverse, type Rate } from "./rate.ts";

/** Amounts that bind both sides. The customer pays `sell` and `fee`, which are two legs, and gets `buy`. */
export type FxQuote<Sell extends string = string, Buy extends string = string> = {
  readonly sell: Money<Sell>;
  readonly buy: Money<Buy>;
  /** The spread, in the currency sold and on top of it, so that `sell` and `buy` show the rate and nothing else. */
  readonly fee: Money<Sell>;
  readonly rate: Rate<Sell, Buy>;
  /** How the amount that was not asked for was rounded: `floor` what is bought, `ceil` what is sold. */
  readonly rounding: "floor" | "ceil";
};

/** Why there is no quote: nothing or less is asked for, nothing would be bought, or an amount has too many digits. */
export type Unquotable =
  | Refusal<"invalid_amount">
  | Refusal<"amount_too_small">
  | Refusal<"overflow">;

const NO_SPREAD: Ratio = { num: 0n, den: 1n };

/**
 * What is bought for a fixed amount, rounded down: whatever cannot be paid out stays with the house. `spread` is the part
 * of what is sold that is taken as the fee, rounded up. Throws `CurrencyMismatch` like `convert`, and
 * `InvalidRate` for a spread that is negative or not below 1.
 */
export function quoteSelling<Sell extends string, Buy extends string>(
  sell: Money<NoInfer<Sell>>,
  rate: Rate<Sell, Buy>,
  spread: Ratio = NO_SPREAD,
): FxQuote<Sell, Buy> | Unquotable {
  return quote(sell, () => {
    const buy = convert(sell, rate, "floor");
    return { sell, buy, fee: feeOn(sell, spread), rate, rounding: "floor" };
  });
}

/** What has to be sold to buy a fixed amount, rounded up; otherwise like `quoteSelling`. */
export function quoteBuying<Sell extends string, Buy extends string>(
  buy: Money<NoInfer<Buy>>,
  rate: Rate<Sell, Buy>,
  spread: Ratio = NO_SPREAD,
): FxQuote<Sell, Buy> | Unquotable {
  return quote(buy, () => {
    const sell = convert(buy, inverse(rate), "ceil");
    return { sell, buy, fee: feeOn(sell, spread), rate, rounding: "ceil" };
  });
}

function quote<Sell extends string, Buy extends string>(
  asked: Money,
  calculate: () => FxQuote<Sell, Buy>,
): FxQuote<Sell, Buy> | Unquotable {
  if (asked.minor <= 0n) return refuse("invalid_amount", "an amount to exchange is more than 0");
  try {
    const quoted = calculate();
    if (quoted.buy.minor > 0n) return quoted;
    return refuse("amount_too_small", "so little buys nothing");
  } catch (error) {
    if (error instanceof AmountOverflow) return refuse("overflow", error.message);
    throw error;
  }
}

function feeOn<Sell extends string>(sell: Money<Sell>, spread: Ratio): Money<Sell> {
  if (spread.num < 0n || spread.num >= spread.den) {
    throw new InvalidRate("a spread is a part: from 0 to below 1");
  }
  return portion(sell, spread, "ceil");
}
