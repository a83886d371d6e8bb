import type { Static } from "typebox";

import { exponentOf } from "../../domain/currencies.ts";
import type { KnownQuote } from "../../domain/ledger-view.ts";
import type { QuoteShown } from "./fx-schemas.ts";

/** A quote as it was issued. */
export function presentQuote(quote: KnownQuote): Static<typeof QuoteShown> {
  const { sell, buy, rate, fees } = quote;
  return {
    id: quote.quote,
    sell: { ...sell, exponent: exponentOf(sell.currency) },
    buy: { ...buy, exponent: exponentOf(buy.currency) },
    rate: { num: rate.num, den: rate.den },
    spread_minor: quote.spreadMinor,
    rounding: quote.rounding,
    expires_at: quote.expiresAt,
    issued_at: quote.issuedAt,
    sell_liquidity: quote.sellLiquidity,
    buy_liquidity: quote.buyLiquidity,
    ...(fees !== undefined && { fees }),
  };
}
