import type { Limit } from "./account.ts";
import type { Side } from "./counters.ts";
import type { FxCommand } from "./fx/fx-command.ts";
import type { TransferNotes } from "./ledger-event.ts";

/** Begins an account. Its balance is nothing: money comes by transfers only. */
export type OpenAccount = {
  readonly type: "OpenAccount";
  readonly account: string;
  readonly number?: string;
  readonly ledger: string;
  readonly code: number;
  readonly normalSide: Side;
  readonly limit: Limit;
  readonly minAvailable: bigint;
};

/** What an operator decides about an account, and why. */
type Decided = {
  readonly account: string;
  readonly reason: string;
  /** Refused unless the account is still what the caller saw: `settingsVersion.version`. */
  readonly ifVersion?: string;
};

/** Changes the status of an account. */
export type ChangeStatus = Decided & {
  readonly type: "FreezeAccount" | "UnfreezeAccount" | "CloseAccount" | "ReopenAccount";
};

/** Changes what an account may do; what is left out stays. */
export type ChangeLimits = Decided & {
  readonly type: "ChangeLimits";
  readonly limit?: Limit;
  readonly minAvailable?: bigint;
};

/** Compares one balance with an amount. */
export type BalanceCondition = {
  readonly account: string;
  readonly balance: "available" | "posted" | "pending";
  readonly is: "gte" | "gt" | "eq" | "lte" | "lt";
  readonly amount: bigint;
};

/** The account has had no entry since the caller looked. */
type VersionCondition = { readonly account: string; readonly version: bigint };

/** What has to hold just before a transfer. */
export type Condition = BalanceCondition | VersionCondition;

/** Whether a failed attempt uses up the id: only `attempt` does, where the next one might not fail. */
type Once = "success" | "attempt";

/** Moves money, or holds it. */
export type NewTransfer = TransferNotes & {
  readonly kind: "transfer";
  readonly id: string;
  readonly debitAccount: string;
  readonly creditAccount: string;
  /** At most, where one side is balanced; `max` is all of it, and wants a side to balance. */
  readonly amount: bigint | "max";
  /** Moves no more than what is left on this side. */
  readonly balancing?: Side;
  /** Of the accounts, if it is left out. */
  readonly ledger?: string;
  readonly code: number;
  readonly isPending: boolean;
  readonly timeoutSeconds?: number;
  readonly conditions: readonly Condition[];
  readonly once: Once;
};

/** Posts a hold, all of it if no amount is said. */
export type PostHold = TransferNotes & {
  readonly kind: "post_hold";
  readonly id: string;
  readonly hold: string;
  readonly amount?: bigint;
  /** The payment asks that it belongs to. */
  readonly isOfPayment?: true;
  /** `success`, if it is left out. */
  readonly once?: Once;
};

/** Releases a hold. */
export type VoidHold = TransferNotes & {
  readonly kind: "void_hold";
  readonly id: string;
  readonly hold: string;
  readonly reason: string;
  /** The payment asks that it belongs to. */
  readonly isOfPayment?: true;
  /** `success`, if it is left out. */
  readonly once?: Once;
};

/** Releases a hold whose time is over. */
export type ExpireHold = {
  readonly kind: "expire_hold";
  readonly id: string;
  readonly hold: string;
};

/** Takes money back, all that is left if no amount is said. */
export type Reverse = TransferNotes & {
  readonly kind: "reverse";
  readonly id: string;
  readonly original: string;
  readonly amount?: bigint;
  readonly reason: string;
  /** Also from an account that has not got it. */
  readonly isForced: boolean;
  /** The payment asks that it belongs to. */
  readonly isOfPayment?: true;
  /** `success`, if it is left out. */
  readonly once?: Once;
};

/** One thing to do, alone or with the next one: linked items pass or fail together. */
export type Item = (NewTransfer | PostHold | VoidHold | ExpireHold | Reverse) & {
  readonly isLinked?: boolean;
  /** Its id was made for it, and so nothing can be known under it yet. */
  readonly hasNewId?: true;
};

/** Does several things in order, each seeing what the ones before it did. */
export type PostTransfers = {
  readonly type: "PostTransfers";
  readonly batch?: string;
  /** All of them or none. */
  readonly isAtomic: boolean;
  readonly items: readonly Item[];
};

/** All that can be asked of a ledger. */
export type LedgerCommand = OpenAccount | ChangeStatus | ChangeLimits | PostTransfers | FxCommand;
