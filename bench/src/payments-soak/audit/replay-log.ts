import { type Account, type Books, emptyBooks, keyOf, type Quote } from "./books.ts";
import type { Known } from "./known.ts";
import type { Logged } from "./logged.ts";
import { MoneyMoves } from "./money-moves.ts";

/**
 * Makes the ledgers of the log, without a line of the service's own code, and tells of every event that breaks a rule:
 * limits at each entry, states, holds that end twice, reversals of more than there was, quotes that are used twice.
 */
export function replayLog(log: readonly Logged[], known: Known) {
  const books = emptyBooks();
  const found: string[] = [];
  const moves = new MoneyMoves(books, known);
  for (const event of log) {
    const say = (what: string): void =>
      void found.push(`event ${event.position} (${event.type}) of tenant ${event.tenant}: ${what}`);
    countEffect(books, event);
    if (event.type.startsWith("Quote")) exchange(books, event, say);
    else if (event.transfer !== null) moves.apply(event, say);
    else if (event.type === "AccountOpened") open(books, event, say);
    else settle(books, event, say);
  }
  for (const quote of books.quotes.values()) found.push(...unpaid(books, quote));
  return { books, found };
}

type Say = (what: string) => void;

function countEffect({ effects }: Books, { tenant, mark, type }: Logged): void {
  if (mark === null || type === "TransferRejected") return;
  const key = keyOf(tenant, mark);
  effects.set(key, (effects.get(key) ?? 0) + 1);
}

function open({ accounts }: Books, event: Logged, say: Say): void {
  const { tenant, account: id, ledger, normal_side: normalSide, limit } = event;
  if (id === null || ledger === null || normalSide === null || limit === null) {
    return say("does not say what is opened");
  }
  const key = keyOf(tenant, id);
  if (accounts.has(key)) say(`account ${id} is opened twice`);
  accounts.set(key, {
    tenant,
    id,
    ledger,
    normalSide,
    limit,
    minAvailable: BigInt(event.min_available ?? 0),
    status: "open",
    settings: 1,
    version: 0,
    counters: { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 0n },
  });
  return undefined;
}

/** What may become of what. */
const STATUSES: Readonly<Record<string, readonly [from: string, to: Account["status"]]>> = {
  AccountFrozen: ["open", "frozen"],
  AccountUnfrozen: ["frozen", "open"],
  AccountClosed: ["open", "closed"],
  AccountReopened: ["closed", "open"],
};

function settle({ accounts }: Books, event: Logged, say: Say): void {
  const { tenant, account: id, type } = event;
  const key = keyOf(tenant, id ?? "");
  const account = accounts.get(key);
  if (account === undefined) return say(`account ${id} is not open`);
  const settings = account.settings + 1;
  const change = STATUSES[type];
  if (change !== undefined) {
    const [from, status] = change;
    if (account.status !== from) say(`account ${id} is ${account.status}`);
    accounts.set(key, { ...account, settings, status });
    return undefined;
  }
  if (type !== "LimitsChanged") return say("is not known");
  const { limit, min_available: minAvailable } = event;
  if (limit === null || minAvailable === null) return say("does not say what the limits are");
  accounts.set(key, { ...account, settings, limit, minAvailable: BigInt(minAvailable) });
  return undefined;
}

function exchange({ quotes }: Books, event: Logged, say: Say): void {
  const { tenant, quote: id, type, at } = event;
  if (id === null) return say("names no quote");
  const key = keyOf(tenant, id);
  const quote = quotes.get(key);
  if (type === "QuoteIssued") {
    if (quote !== undefined) say(`quote ${id} is issued twice`);
    const legs = [event.sell_minor, event.buy_minor, event.spread_minor].map((each) =>
      BigInt(each ?? 0),
    );
    quotes.set(key, { tenant, id, expiresAt: event.expires_at ?? "", legs });
    return undefined;
  }
  if (quote === undefined) return say(`there is no quote ${id}`);
  quotes.set(key, type === "QuoteExpired" ? expired(quote, at, say) : used(quote, event, say));
  return undefined;
}

function used(quote: Quote, { at, conversion }: Logged, say: Say): Quote {
  const { id, usedBy, expiresAt, isOver } = quote;
  if (usedBy !== undefined) say(`quote ${id} is used twice`);
  if (at >= expiresAt || isOver === true) say(`quote ${id} had expired`);
  return { ...quote, usedBy: conversion ?? "" };
}

function expired(quote: Quote, at: string, say: Say): Quote {
  const { id, usedBy, expiresAt, isOver } = quote;
  if (usedBy !== undefined) say(`quote ${id} expires after its use`);
  if (isOver === true) say(`quote ${id} expires twice`);
  if (at < expiresAt) say(`quote ${id} had not expired`);
  return { ...quote, isOver: true };
}

/** A quote that is used has moved what it promised; one that is not has moved nothing. */
function unpaid({ transfers }: Books, quote: Quote): string[] {
  const moved = [...transfers.values()].flatMap((each) =>
    each.tenant === quote.tenant && each.quote === quote.id ? [each.amount] : [],
  );
  const promised = quote.usedBy === undefined ? [] : quote.legs.filter((leg) => leg > 0n);
  const texts = [moved, promised].map((amounts) => amounts.map(String).toSorted().join(", "));
  const [is, should] = texts;
  return is === should ? [] : [`quote ${quote.id} has moved ${is} instead of ${should}`];
}
