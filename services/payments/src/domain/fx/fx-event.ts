import type { Quote } from "./quote.ts";

/** A rate was promised for a while. */
export type QuoteIssued = { readonly type: "QuoteIssued"; readonly at: string } & Quote;

/** The promise was kept: money was converted by it, once. */
export type QuoteUsed = {
  readonly type: "QuoteUsed";
  readonly quote: string;
  /** The batch of its transfers. */
  readonly conversion: string;
  readonly at: string;
};

/** Nobody has kept the house to its promise in time. */
export type QuoteExpired = {
  readonly type: "QuoteExpired";
  readonly quote: string;
  readonly at: string;
};

/** What happens to quotes. */
export type FxEvent = QuoteIssued | QuoteUsed | QuoteExpired;

/** Tells them from what happens to accounts and transfers. */
export function isFxEvent(event: { readonly type: string }): event is FxEvent {
  return FX_TYPES.has(event.type);
}

const FX_TYPES: ReadonlySet<string> = new Set<FxEvent["type"]>([
  "QuoteIssued",
  "QuoteUsed",
  "QuoteExpired",
]);
