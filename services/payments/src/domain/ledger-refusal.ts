import { refuse, type Refusal } from "@holdfast/cqrs";

import type { FxRefusal } from "./fx/fx-refusal.ts";

/** What tells a repeated transfer from another one under the same id, in the order in which it is looked at. */
export type TransferField =
  | "flags"
  | "pending_id"
  | "timeout_s"
  | "debit_account"
  | "credit_account"
  | "amount"
  | "user_data"
  | "ledger"
  | "code";

/** Why an account cannot be what it was asked to be. */
type AccountRefusal =
  | Refusal<"invalid_id", { readonly id: string }>
  | Refusal<"account_not_found", { readonly account: string }>
  | Refusal<"account_number_taken", { readonly number: string }>
  | Refusal<"account_exists_with_different_content", { readonly account: string }>
  | Refusal<"account_frozen", { readonly account: string }>
  | Refusal<"account_closed", { readonly account: string }>
  | Refusal<"account_not_frozen", { readonly account: string }>
  | Refusal<"account_not_closed", { readonly account: string }>
  | Refusal<"account_not_empty", { readonly account: string; readonly posted: bigint }>
  | Refusal<"version_conflict", { readonly account: string; readonly actual: string }>
  | Refusal<
      "insufficient_funds",
      {
        readonly account: string;
        readonly available: bigint;
        readonly required: bigint;
        readonly currency: string;
      }
    >;

/** Why a transfer cannot be made. */
type TransferRefusal =
  | Refusal<"invalid_amount">
  | Refusal<"accounts_must_be_different", { readonly account: string }>
  | Refusal<"currency_mismatch", { readonly debit: string; readonly credit: string }>
  | Refusal<"overflow", { readonly account: string }>
  | Refusal<
      "condition_failed",
      { readonly account: string; readonly balance: string; readonly actual: bigint }
    >
  | Refusal<"transfer_not_found", { readonly transfer: string }>
  | Refusal<"transfer_of_payment", { readonly transfer: string }>
  | Refusal<"transfer_not_reversible", { readonly transfer: string; readonly kind: string }>
  | Refusal<"exceeds_reversible_amount", { readonly reversible: bigint; readonly required: bigint }>
  | Refusal<"pending_transfer_not_found", { readonly transfer: string }>
  | Refusal<"transfer_not_pending", { readonly transfer: string; readonly kind: string }>
  | Refusal<"pending_transfer_already_posted", { readonly transfer: string }>
  | Refusal<"pending_transfer_already_voided", { readonly transfer: string }>
  | Refusal<"pending_transfer_expired", { readonly transfer: string }>
  | Refusal<"pending_transfer_not_expired", { readonly transfer: string }>
  | Refusal<
      "exceeds_pending_transfer_amount",
      { readonly pending: bigint; readonly required: bigint }
    >
  | Refusal<`exists_with_different_${TransferField}`, { readonly transfer: string }>
  | Refusal<"id_already_failed", { readonly transfer: string; readonly because: string }>
  | Refusal<"linked_event_failed">
  | Refusal<"linked_event_chain_open">;

/** Every no of the ledger. */
export type LedgerRefusal = AccountRefusal | TransferRefusal | FxRefusal;

/** The id is that of another transfer. */
export function existsWithDifferent(transfer: string, field: TransferField): LedgerRefusal {
  const sentence = `there is a transfer ${transfer} with another ${field}`;
  return refuse(`exists_with_different_${field}`, sentence, { transfer });
}

/** There is none of this id, or it is another tenant's. */
export function accountNotFound(account: string): LedgerRefusal {
  return refuse("account_not_found", `there is no account ${account}`, { account });
}

/** Money is not moved from an account to itself. */
export function accountsMustBeDifferent(account: string): LedgerRefusal {
  const sentence = "money is moved between two different accounts";
  return refuse("accounts_must_be_different", sentence, { account });
}

/** Nothing is moved on it. */
export function accountClosed(account: string): LedgerRefusal {
  return refuse("account_closed", `account ${account} is closed`, { account });
}

/** Nothing new is moved on it for now. */
export function accountFrozen(account: string): LedgerRefusal {
  return refuse("account_frozen", `account ${account} is frozen`, { account });
}
