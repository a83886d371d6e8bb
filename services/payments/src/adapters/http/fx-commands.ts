import { HttpProblem } from "@holdfast/http";
import type { Static } from "typebox";

import { type NoQuote, type QuoteRequest, workOutQuote } from "../../domain/fx/work-out-quote.ts";
import { derivedId } from "./derived-id.ts";
import type { ConversionBody, QuoteBody } from "./fx-schemas.ts";
import type { Asked } from "./ledger-writes.ts";
import { titleOf } from "./refusal-problem.ts";
import { REFUSAL_STATUSES } from "./refusal-statuses.ts";
import { namedMistake, requestMistake } from "./request-mistake.ts";

/** Where ids come from. */
export type FxSources = { readonly newId: () => string };

const VALID_SECONDS = 60;

/** The command that issues a quote, with what was worked out. */
export function quoteOf(body: Static<typeof QuoteBody>, { newId }: FxSources): Asked {
  const worked = workOutQuote(requestOf(body));
  if ("sentence" in worked) throw problemOf(worked);
  const quote = body.id?.toLowerCase() ?? newId();
  const { fees, expires_in_s: validSeconds = VALID_SECONDS } = body;
  const command = {
    type: "IssueQuote",
    quote,
    ...worked,
    validSeconds,
    sellLiquidity: body.sell_liquidity.toLowerCase(),
    buyLiquidity: body.buy_liquidity.toLowerCase(),
    ...(fees !== undefined && { fees: fees.toLowerCase() }),
  } as const;
  const { minor: amount, currency } = worked.sell;
  return { command, resource: `quote:${quote}`, amount, currency };
}

function requestOf({
  sell,
  buy,
  rate,
  spread_bps: spreadBps = 0,
}: Static<typeof QuoteBody>): QuoteRequest {
  const pair = { sell: sell.currency, buy: buy.currency, rate, spreadBps };
  if (sell.minor !== undefined && buy.minor === undefined) {
    return { ...pair, fixed: { side: "sell", minor: BigInt(sell.minor) } };
  }
  if (buy.minor !== undefined && sell.minor === undefined) {
    return { ...pair, fixed: { side: "buy", minor: BigInt(buy.minor) } };
  }
  throw requestMistake("/sell/minor", "either this or /buy/minor is needed, and not both");
}

function problemOf({ code, sentence, data }: NoQuote): Error {
  switch (code) {
    case "unknown_currency":
    case "invalid_rate":
    case "invalid_amount":
      return namedMistake(code, [{ in: "body", pointer: POINTERS[code], code, detail: sentence }]);
    case "same_currency":
      return requestMistake("/buy/currency", sentence);
    case "overflow":
    case "amount_too_small": {
      const { overflow: status } = REFUSAL_STATUSES;
      const title = titleOf(code);
      return new HttpProblem({ status, code, title, detail: sentence, params: { ...data } });
    }
    default:
      return code satisfies never;
  }
}

const POINTERS = { unknown_currency: "", invalid_rate: "/rate", invalid_amount: "" } as const;

/** The command that converts money by a quote. */
export function conversionOf(body: Static<typeof ConversionBody>, { newId }: FxSources): Asked {
  const quote = body.quote.toLowerCase();
  const conversion = body.id?.toLowerCase() ?? newId();
  const command = {
    type: "Convert",
    quote,
    conversion,
    source: body.source.toLowerCase(),
    destination: body.destination.toLowerCase(),
    // Made of the id of the conversion, so that the same one is never done twice.
    transfers: {
      sold: derivedId(conversion, "sold"),
      spread: derivedId(conversion, "spread"),
      bought: derivedId(conversion, "bought"),
    },
  } as const;
  const { reason } = body;
  return { command, resource: `quote:${quote}`, ...(reason !== undefined && { reason }) };
}
