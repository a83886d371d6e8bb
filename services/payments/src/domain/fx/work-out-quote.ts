import { isRefused, money, type Refusal, type UnknownCurrency } from "@holdfast/money";
import {
  parseRate,
  quoteBuying,
  quoteSelling,
  type RateText,
  type Unquotable,
} from "@holdfast/money/fx";

import { CURRENCIES } from "../currencies.ts";
import type { Quote } from "./quote.ts";

/** What a quote is asked for: one of the two amounts. */
export type QuoteRequest = {
  readonly sell: string;
  readonly buy: string;
  /** The amount that is fixed, in minor units, and which of the two it is. */
  readonly fixed: { readonly side: "sell" | "buy"; readonly minor: bigint };
  /** Units of what is bought for one unit of what is sold, as a decimal text. */
  readonly rate: string;
  /** Part of what is sold that goes to the fees, in hundredths of a per cent; below 10,000. */
  readonly spreadBps: number;
};

/** What a quote binds both sides to. */
export type WorkedOut = Pick<Quote, "sell" | "buy" | "rate" | "spreadMinor" | "rounding">;

/** Why there is no quote. */
export type NoQuote = UnknownCurrency | RateText | Unquotable | Refusal<"same_currency">;

const BPS = 10_000n;

/** Works out what is not fixed; whatever cannot be divided stays with the house. */
export function workOutQuote(asked: QuoteRequest): WorkedOut | NoQuote {
  const sell = CURRENCIES.find(asked.sell);
  if (isRefused(sell)) return sell;
  const buy = CURRENCIES.find(asked.buy);
  if (isRefused(buy)) return buy;
  if (sell === buy) return SAME_CURRENCY;
  const rate = parseRate(asked.rate, { sell, buy });
  if (isRefused(rate)) return rate;
  const spread = { num: BigInt(asked.spreadBps), den: BPS };
  const { side, minor } = asked.fixed;
  const quote =
    side === "sell"
      ? quoteSelling(money(sell, minor), rate, spread)
      : quoteBuying(money(buy, minor), rate, spread);
  if (isRefused(quote)) return quote;
  return {
    sell: { currency: sell.code, minor: quote.sell.minor },
    buy: { currency: buy.code, minor: quote.buy.minor },
    rate: { num: rate.num, den: rate.den },
    spreadMinor: quote.fee.minor,
    rounding: quote.rounding,
  };
}

const SAME_CURRENCY = {
  code: "same_currency",
  sentence: "a currency is not exchanged for itself",
  data: {},
} as const;
