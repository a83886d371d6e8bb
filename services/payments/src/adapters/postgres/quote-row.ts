import type { Quote } from "../../domain/fx/quote.ts";
import type { KnownQuote } from "../../domain/ledger-view.ts";
import { timeOf } from "./account-row.ts";

/** A quote as `select * from quote` tells it, or `read_again`, which has times as texts. */
export type QuoteRow = {
  readonly id: string;
  readonly sell_currency: string;
  readonly sell_minor: string;
  readonly buy_currency: string;
  readonly buy_minor: string;
  readonly rate_num: string;
  readonly rate_den: string;
  readonly spread_minor: string;
  readonly rounding: Quote["rounding"];
  readonly expires_at: Date | string;
  readonly issued_at: Date | string;
  readonly sell_liquidity: string;
  readonly buy_liquidity: string;
  readonly fees: string | null;
  readonly used_by: string | null;
};

/** The quote that a row tells of. */
export function quoteOfRow(row: QuoteRow): KnownQuote {
  return {
    quote: row.id,
    sell: { currency: row.sell_currency, minor: BigInt(row.sell_minor) },
    buy: { currency: row.buy_currency, minor: BigInt(row.buy_minor) },
    rate: { num: BigInt(row.rate_num), den: BigInt(row.rate_den) },
    spreadMinor: BigInt(row.spread_minor),
    rounding: row.rounding,
    expiresAt: timeOf(row.expires_at),
    issuedAt: timeOf(row.issued_at),
    sellLiquidity: row.sell_liquidity,
    buyLiquidity: row.buy_liquidity,
    ...(row.fees !== null && { fees: row.fees }),
    ...(row.used_by !== null && { usedBy: row.used_by }),
  };
}

/** What `write_book` takes for a new quote. */
export function rowOfQuote(quote: KnownQuote): object {
  return {
    id: quote.quote,
    sell_currency: quote.sell.currency,
    sell_minor: String(quote.sell.minor),
    buy_currency: quote.buy.currency,
    buy_minor: String(quote.buy.minor),
    rate_num: String(quote.rate.num),
    rate_den: String(quote.rate.den),
    spread_minor: String(quote.spreadMinor),
    rounding: quote.rounding,
    expires_at: quote.expiresAt,
    issued_at: quote.issuedAt,
    sell_liquidity: quote.sellLiquidity,
    buy_liquidity: quote.buyLiquidity,
    fees: quote.fees,
  };
}
