import type { Counters, Side } from "./counters.ts";

/** What an account may not do. */
export type Limit = "none" | "debits_must_not_exceed_credits" | "credits_must_not_exceed_debits";

/** On frozen accounts nothing new is moved, but holds end as promised; on closed ones they can only expire. */
export type AccountStatus = "open" | "frozen" | "closed";

/** What never changes about an account, and what it takes to read what it holds. */
export type AccountKind = Pick<Account, "id" | "ledger" | "normalSide">;

/** One account of a ledger, with what was moved on it. */
export type Account = {
  readonly id: string;
  /** Human number, one of its kind per tenant. */
  readonly number?: string;
  /** The currency or asset; both sides of a transfer have the same. */
  readonly ledger: string;
  /** Class in the chart of accounts, 1 to 65,535. */
  readonly code: number;
  /** Where its balance grows. */
  readonly normalSide: Side;
  readonly limit: Limit;
  /** What has to stay on a limited account; negative where it may be overdrawn so far. In minor units. */
  readonly minAvailable: bigint;
  readonly status: AccountStatus;
  /** Counts what was decided about the account, its opening included: the version of its stream. */
  readonly settingsVersion: number;
  /** Counts its entries. */
  readonly version: bigint;
  readonly counters: Counters;
  readonly openedAt: string;
  /** Time of the newest entry, or of the opening. Entries of one account are in the order of time. */
  readonly touchedAt: string;
};
