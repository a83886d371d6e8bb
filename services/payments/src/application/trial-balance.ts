import type { Counters } from "../domain/counters.ts";

/** What the accounts of one class have been debited and credited. */
type TrialBalanceLine = Counters & { readonly code: number; readonly accounts: number };

/** A ledger in one snapshot: debits and credits are the same in sum. */
export type TrialBalance = {
  readonly lines: readonly TrialBalanceLine[];
  readonly total: Counters;
};

/** Adds up a ledger of a tenant; nothing where it has no accounts. */
export type ReadTrialBalance = (tenant: string, ledger: string) => Promise<TrialBalance>;

/** Something that is stored otherwise than the log says. */
export type LedgerDifference = {
  readonly account: string;
  /** Of the event that it should be as after; left out where no event tells of it. */
  readonly position?: bigint;
  /** What is stored, such as `account.credits_posted` or `transfer 0199….amount`. */
  readonly field: string;
  /** By the log; left out where the log knows nothing of it. */
  readonly expected?: string;
  /** Left out where there is nothing. */
  readonly actual?: string;
};

/** What came of comparing a ledger with the log it was made of. */
export type LedgerVerification = {
  readonly events: number;
  /** The first ones, 100 at most. */
  readonly differences: readonly LedgerDifference[];
};

/** Makes a ledger anew of its events, beside the stored one, and tells what differs. One at a time: throws `LedgerBusy`. */
export type VerifyLedger = (
  tenant: string,
  ledger: string,
  signal: AbortSignal,
) => Promise<LedgerVerification>;
