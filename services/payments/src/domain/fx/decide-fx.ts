import { refuse } from "@holdfast/cqrs";

import { decideTransfers, type TransfersDecided } from "../decide-transfers.ts";
import type { NewTransfer } from "../ledger-command.ts";
import type { LedgerEvent } from "../ledger-event.ts";
import type { LedgerRefusal } from "../ledger-refusal.ts";
import type { KnownQuote, LedgerView } from "../ledger-view.ts";
import type { Convert, IssueQuote } from "./fx-command.ts";

type Decision = readonly LedgerEvent[] | LedgerRefusal;

/** What transfers of a conversion are in the chart of accounts. */
export const FX_CODE = 100;

/** Issues a quote, once. */
export function decideQuote(view: LedgerView, command: IssueQuote, now: string): Decision {
  const { quote } = command;
  if (view.quote(quote) === undefined) return [{ ...command, type: "QuoteIssued", at: now }];
  const sentence = `there is a quote ${quote} already`;
  return refuse("quote_exists_with_different_content", sentence, { quote });
}

/** Converts money by a quote: what is sold, the spread and what is bought move together. */
export function decideConversion(
  view: LedgerView,
  command: Convert,
  now: string,
): TransfersDecided | LedgerRefusal {
  const quote = usable(view, command.quote, now);
  if ("sentence" in quote) return quote;
  const { conversion } = command;
  const batch = { batch: conversion, isAtomic: true, items: legsOf(quote, command) };
  const { events, results } = decideTransfers(view, { type: "PostTransfers", ...batch }, now);
  for (const result of results) {
    const isCause = result.status === "refused" && result.refusal.code !== "linked_event_failed";
    if (isCause) return result.refusal;
  }
  const used = { type: "QuoteUsed", quote: quote.quote, conversion, at: now } as const;
  return { events: [...events, used], results };
}

function usable(view: LedgerView, id: string, now: string): KnownQuote | LedgerRefusal {
  const quote = view.quote(id);
  if (quote === undefined)
    return refuse("quote_not_found", `there is no quote ${id}`, { quote: id });
  if (quote.usedBy !== undefined) {
    return refuse("quote_already_used", `quote ${id} is used up`, { quote: id });
  }
  return now < quote.expiresAt
    ? quote
    : refuse("quote_expired", `quote ${id} has expired`, { quote: id });
}

/** Three transfers over four accounts at most; the spread has its own, so that it can be told from the rate. */
function legsOf(
  quote: KnownQuote,
  { source, destination, transfers }: Convert,
): readonly NewTransfer[] {
  const { sell, buy, spreadMinor, sellLiquidity, buyLiquidity, fees = sellLiquidity } = quote;
  const legs = [
    leg(quote, { id: transfers.sold, from: source, to: sellLiquidity, ...sell }),
    leg(quote, { id: transfers.bought, from: buyLiquidity, to: destination, ...buy }),
  ];
  if (spreadMinor === 0n) return legs;
  const { currency } = sell;
  const spread = { id: transfers.spread, from: source, to: fees, minor: spreadMinor, currency };
  return [...legs, leg(quote, spread)];
}

type Leg = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly currency: string;
  readonly minor: bigint;
};

/** Accounts of customers are the house's debts: paying from one debits it. */
function leg({ quote }: KnownQuote, { id, from, to, currency, minor }: Leg): NewTransfer {
  return {
    kind: "transfer",
    id,
    debitAccount: from,
    creditAccount: to,
    amount: minor,
    ledger: currency,
    code: FX_CODE,
    isPending: false,
    conditions: [],
    once: "success",
    quote,
  };
}
