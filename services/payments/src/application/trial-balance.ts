import type { Counters } from "../domain/counters.ts";

/** What the accounts of one class have been debited and credited. */
export type TrialBalanceLine = Counters & { readonly code: number; readonly accounts: number };

/** A ledger in one snapshot: debits and credits are the same in sum. */
export type TrialBalance = {
  readonly lines: readonly TrialBalanceLine[];
  readonly total: Counters;
};

/** Adds up a ledger of a tenant; nothing where it has no accounts. */
export type ReadTrialBalance = (tenant: string, ledger: string) => Promise<TrialBalance>;
