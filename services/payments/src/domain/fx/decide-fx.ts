import { canonicalJson, refuse } from "@holdfast/cqrs";

import { decideTransfers, type TransfersDecided } from "../decide-transfers.ts";
import { invalidAmount } from "../invalid-amount.ts";
import { invalidId } from "../invalid-id.ts";
import type { NewTransfer } from "../ledger-command.ts";
import type { LedgerEvent } from "../ledger-event.ts";
import { existsWithDifferent, type LedgerRefusal } from "../ledger-refusal.ts";
import type { KnownQuote, LedgerView } from "../ledger-view.ts";
import { later } from "../time.ts";
import type { Convert, ExpireQuote, IssueQuote } from "./fx-command.ts";

type Decision = readonly LedgerEvent[] | LedgerRefusal;

/** What transfers of a conversion are in the chart of accounts. */
export const FX_CODE = 100;

/** Issues a quote, once; asked again with the same content, it is issued already. */
export function decideQuote(view: LedgerView, command: IssueQuote, now: string): Decision {
  const refused = misshapenQuote(command);
  if (refused !== undefined) return refused;
  const { type: _type, validSeconds, ...terms } = command;
  const { quote } = terms;
  const known = view.quote(quote);
  if (known !== undefined) {
    if (isSame(known, command)) return [];
    const sentence = `there is a quote ${quote} with other content`;
    return refuse("quote_exists_with_different_content", sentence, { quote });
  }
  const expiresAt = later(now, validSeconds);
  return now < expiresAt ? [{ type: "QuoteIssued", ...terms, expiresAt, at: now }] : expired(quote);
}

function misshapenQuote({ quote, sell, buy, rate, spreadMinor }: IssueQuote) {
  const positive = [sell.minor, buy.minor, rate.num, rate.den];
  return (
    invalidId(quote) ??
    positive.map((amount) => invalidAmount(amount, 1n)).find((each) => each !== undefined) ??
    invalidAmount(spreadMinor, 0n)
  );
}

function isSame(
  { issuedAt, expiresAt, usedBy: _usedBy, ...known }: KnownQuote,
  { type: _type, validSeconds, ...asked }: IssueQuote,
): boolean {
  const isAsLong = later(issuedAt, validSeconds) === expiresAt;
  return isAsLong && canonicalJson(known) === canonicalJson(asked);
}

/** Converts money by a quote: what is sold, the spread and what is bought move together. */
export function decideConversion(
  view: LedgerView,
  command: Convert,
  now: string,
): TransfersDecided | LedgerRefusal {
  const { quote: id, conversion } = command;
  const quote = view.quote(id);
  if (quote === undefined) return notFound(id);
  const batch = { batch: conversion, isAtomic: true, items: legsOf(quote, command) };
  const decided = decideTransfers(view, { type: "PostTransfers", ...batch }, now);
  if (quote.usedBy !== undefined) return again(quote, command, decided);
  if (now >= quote.expiresAt) return expired(id);
  for (const result of decided.results) {
    // A leg that was there before would be one that nobody pays for now.
    if (result.status === "exists") return existsWithDifferent(result.id, "user_data");
    const isCause = result.status === "refused" && result.refusal.code !== "linked_event_failed";
    if (isCause) return result.refusal;
  }
  const used = { type: "QuoteUsed", quote: id, conversion, at: now } as const;
  return { ...decided, events: [...decided.events, used] };
}

/** The very same conversion is done already; any other one comes too late. */
function again(
  { quote, usedBy }: KnownQuote,
  { conversion }: Convert,
  decided: TransfersDecided,
): TransfersDecided | LedgerRefusal {
  const isDone = decided.results.every(({ status }) => status === "exists");
  if (usedBy === conversion && isDone) return decided;
  return usedUp(quote);
}

/**
 * Tells that a quote has expired. That changes nothing of the ledger, since a quote is not used after its time whether or
 * not anybody has said so; that it is told once is seen to by the log, which takes one end of a quote.
 */
export function decideExpiry(view: LedgerView, { quote: id }: ExpireQuote, now: string): Decision {
  const quote = view.quote(id);
  if (quote === undefined) return notFound(id);
  if (quote.usedBy !== undefined) return usedUp(id);
  if (now >= quote.expiresAt) return [{ type: "QuoteExpired", quote: id, at: now }];
  return refuse("quote_not_expired", `the time of quote ${id} is not over yet`, { quote: id });
}

function notFound(quote: string): LedgerRefusal {
  return refuse("quote_not_found", `there is no quote ${quote}`, { quote });
}

function usedUp(quote: string): LedgerRefusal {
  return refuse("quote_already_used", `quote ${quote} is used up`, { quote });
}

function expired(quote: string): LedgerRefusal {
  return refuse("quote_expired", `quote ${quote} has expired`, { quote });
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
