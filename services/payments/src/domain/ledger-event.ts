import type { AccountStatus, Limit } from "./account.ts";
import type { Side } from "./counters.ts";
import type { FxEvent } from "./fx/fx-event.ts";

/** An account begins. Times are RFC 3339 in UTC with milliseconds, amounts minor units. */
export type AccountOpened = {
  readonly type: "AccountOpened";
  readonly account: string;
  readonly number?: string;
  readonly ledger: string;
  readonly code: number;
  readonly normalSide: Side;
  readonly limit: Limit;
  readonly minAvailable: bigint;
  readonly at: string;
};

/** The status of an account changes; whoever decided it says why. */
export type StatusChanged = {
  readonly type: "AccountFrozen" | "AccountUnfrozen" | "AccountClosed" | "AccountReopened";
  readonly account: string;
  readonly reason: string;
  readonly at: string;
};

/** What an account may do changes. */
export type LimitsChanged = {
  readonly type: "LimitsChanged";
  readonly account: string;
  readonly limit: Limit;
  readonly minAvailable: bigint;
  readonly reason: string;
  readonly at: string;
};

/** What a transfer says about itself besides its sides. */
export type TransferNotes = {
  /** When it counts for whoever keeps the books, if not when it was recorded. */
  readonly effectiveAt?: string;
  /** The batch it came in. */
  readonly batch?: string;
  /** The quote it converts money by. */
  readonly quote?: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
};

/** Where money goes. */
export type Movement = {
  readonly transfer: string;
  readonly debitAccount: string;
  readonly creditAccount: string;
  readonly amount: bigint;
  readonly ledger: string;
  readonly code: number;
  /** When it was recorded: never before an earlier entry of either account. */
  readonly at: string;
};

/** Money has moved. */
export type TransferPosted = Movement &
  TransferNotes & {
    readonly type: "TransferPosted";
    /** The transfer whose money it takes back. */
    readonly reverses?: string;
    readonly reason?: string;
  };

/** Money is held until it is posted, voided, or the time is over. */
export type TransferHeld = Movement &
  TransferNotes & {
    readonly type: "TransferHeld";
    readonly timeoutSeconds?: number;
    readonly expiresAt?: string;
  };

/** Held money has moved, all of it or a part; the rest is released. */
export type HoldPosted = TransferNotes & {
  readonly type: "HoldPosted";
  readonly transfer: string;
  /** The transfer that posts it. */
  readonly by: string;
  readonly amount: bigint;
  readonly at: string;
};

/** Held money is released. */
export type HoldVoided = TransferNotes & {
  readonly type: "HoldVoided";
  readonly transfer: string;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
};

/** Held money is released, since nobody posted it in time. */
export type HoldExpired = {
  readonly type: "HoldExpired";
  readonly transfer: string;
  readonly by: string;
  readonly at: string;
};

/** A part of a transfer, or all of it, was taken back by another one. */
export type TransferReversed = {
  readonly type: "TransferReversed";
  readonly transfer: string;
  readonly by: string;
  readonly amount: bigint;
  readonly reason: string;
  readonly at: string;
};

/** An attempt that was to be made once at most has failed: its id is used up. */
export type TransferRejected = {
  readonly type: "TransferRejected";
  readonly transfer: string;
  readonly code: string;
  readonly at: string;
};

/** What happens to the accounts of a ledger. */
export type AccountEvent = AccountOpened | StatusChanged | LimitsChanged;

/** What happens to transfers. */
export type TransferEvent =
  | TransferPosted
  | TransferHeld
  | HoldPosted
  | HoldVoided
  | HoldExpired
  | TransferReversed
  | TransferRejected;

/** All that can happen in a ledger. */
export type LedgerEvent = AccountEvent | TransferEvent | FxEvent;

/** What an account becomes by each change of its status. */
export const STATUS_AFTER: Readonly<Record<StatusChanged["type"], AccountStatus>> = {
  AccountFrozen: "frozen",
  AccountUnfrozen: "open",
  AccountClosed: "closed",
  AccountReopened: "open",
};
