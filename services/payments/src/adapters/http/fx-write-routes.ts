import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import type { Static } from "typebox";

import type { LedgerDone } from "../../application/ledger-request.ts";
import type { KnownQuote } from "../../domain/ledger-view.ts";
import { conversionOf, type FxSources, quoteOf } from "./fx-commands.ts";
import { ConversionBody, ConversionShown, QuoteBody, QuoteShown } from "./fx-schemas.ts";
import type { LedgerWrites, Told } from "./ledger-writes.ts";
import { presentQuote } from "./present-quote.ts";
import { presentRecord } from "./present-transfer.ts";
import { writeProblems } from "./responses.ts";
import { KeyHeaders } from "./wire-schemas.ts";

const config: { readonly access: RouteAccess } = { access: { permissions: ["write:fx"] } };
const common = { tags: ["exchange"], headers: KeyHeaders };

const quoteSchema = {
  ...common,
  summary: "Promise a rate, for one conversion and for a while",
  description: "What is not fixed is worked out from the rate, in favour of the house.",
  body: QuoteBody,
  response: {
    201: QuoteShown,
    200: QuoteShown,
    ...writeProblems(
      "invalid_amount",
      "unknown_currency",
      "invalid_rate",
      "amount_too_small",
      "overflow",
      "quote_exists_with_different_content",
      "quote_expired",
      "invalid_id",
    ),
  },
};

const conversionSchema = {
  ...common,
  summary: "Convert money by a quote",
  description: "Several transfers over four accounts at most, all of them or none.",
  body: ConversionBody,
  response: {
    201: ConversionShown,
    200: ConversionShown,
    ...writeProblems(
      "quote_not_found",
      "exists_with_different_user_data",
      "invalid_id",
      "quote_already_used",
      "quote_expired",
      "account_not_found",
      "accounts_must_be_different",
      "currency_mismatch",
      "account_frozen",
      "account_closed",
      "insufficient_funds",
      "overflow",
    ),
  },
};

/** Promises rates, and converts money by them. */
export function fxWriteRoutes(scope: Server, writes: LedgerWrites, sources: FxSources): void {
  const quotes = "/v1/fx/quotes";
  const quote = writes.route({ url: quotes, action: "quote.issue", tell: tellQuote });
  scope.post(quotes, { schema: quoteSchema, config }, async (request, reply) => {
    await quote(request, reply, () => quoteOf(request.body, sources));
    return reply;
  });
  const conversions = "/v1/fx/conversions";
  const convert = writes.route({ url: conversions, action: "quote.use", tell: tellConversion });
  scope.post(conversions, { schema: conversionSchema, config }, async (request, reply) => {
    await convert(request, reply, () => conversionOf(request.body, sources));
    return reply;
  });
}

function tellQuote(done: LedgerDone): Told {
  return { status: statusOf(done), headers: {}, body: presentQuote(quoteIn(done)) };
}

function tellConversion(done: LedgerDone): Told {
  const { quote, usedBy: id = "" } = quoteIn(done);
  const { results, transfers, accounts } = done;
  const body: Static<typeof ConversionShown> = {
    id,
    quote,
    transfers: results.flatMap((each) => {
      const recorded = transfers.get(each.id);
      return recorded === undefined ? [] : [presentRecord(recorded, accounts)];
    }),
  };
  return { status: statusOf(done), headers: {}, body };
}

function statusOf({ isNew }: LedgerDone): number {
  return isNew ? 201 : 200;
}

function quoteIn({ quote }: LedgerDone): KnownQuote {
  if (quote === undefined) throw new RangeError("what was done with a quote tells of none");
  return quote;
}
