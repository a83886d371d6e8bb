import type { Account } from "./account.ts";
import type { Quote } from "./fx/quote.ts";
import type { Transfer } from "./transfer.ts";

/** A quote, and by which conversion it was used up. */
export type KnownQuote = Quote & { readonly issuedAt: string; readonly usedBy?: string };

/** What is known of a ledger: all of it, or what was loaded of it. */
export type LedgerView = {
  account(id: string): Account | undefined;
  /** Which account has a number. */
  accountWithNumber(number: string): string | undefined;
  transfer(id: string): Transfer | undefined;
  /** Why an attempt that was to be made once has failed. */
  failedAttempt(id: string): string | undefined;
  quote(id: string): KnownQuote | undefined;
};
