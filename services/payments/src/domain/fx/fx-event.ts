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

/** What happens to quotes. */
export type FxEvent = QuoteIssued | QuoteUsed;

/** Tells them from what happens to accounts and transfers. */
export function isFxEvent(event: { readonly type: string }): event is FxEvent {
  return event.type === "QuoteIssued" || event.type === "QuoteUsed";
}
