import { type Expiry, expireDue, type ExpiryParts } from "./expire-due.ts";

/** Tells of every quote that nobody has used that its time is over. It could not be used any more anyway. */
export function expireQuotes(parts: ExpiryParts, signal: AbortSignal): Promise<void> {
  return expireDue(parts, quoteExpiry, signal);
}

const quoteExpiry: Expiry = ({ id: quote }) => ({
  commandId: `expire-quote:${quote}`,
  command: { type: "ExpireQuote", quote },
  meta: { action: "quote.expire" },
});
