import { AMOUNT_MAX } from "../../src/domain/counters.ts";
import type { ItemResult } from "../../src/domain/decide-transfers.ts";
import type { Item } from "../../src/domain/ledger-command.ts";
import type { LedgerRefusal, TransferField } from "../../src/domain/ledger-refusal.ts";
import type { LedgerView } from "../../src/domain/ledger-view.ts";

/** What becomes of a transfer, in TigerBeetle's names; they live here and nowhere else. */
export type Status =
  | "created"
  | "exists"
  | "linked_event_failed"
  | "linked_event_chain_open"
  | "id_must_not_be_zero"
  | "id_must_not_be_int_max"
  | "id_already_failed"
  | `exists_with_different_${FieldName}`
  | "flags_are_mutually_exclusive"
  | `${Side}_account_id_must_not_be_${"zero" | "int_max"}`
  | "accounts_must_be_different"
  | "pending_id_must_be_zero"
  | "pending_id_must_not_be_zero"
  | "pending_id_must_not_be_int_max"
  | "pending_id_must_be_different"
  | "timeout_reserved_for_pending_transfer"
  | "closing_transfer_must_be_pending"
  | "ledger_must_not_be_zero"
  | "code_must_not_be_zero"
  | `${Side}_account_not_found`
  | `${Side}_account_already_closed`
  | "accounts_must_have_the_same_ledger"
  | "transfer_must_have_the_same_ledger_as_accounts"
  | "pending_transfer_not_found"
  | "pending_transfer_not_pending"
  | `pending_transfer_has_different_${`${Side}_account_id` | "ledger" | "code" | "amount"}`
  | "pending_transfer_already_posted"
  | "pending_transfer_already_voided"
  | "pending_transfer_expired"
  | "exceeds_pending_transfer_amount"
  | `overflows_${Side}s${"" | "_pending" | "_posted"}`
  | "exceeds_credits"
  | "exceeds_debits";

type Side = "debit" | "credit";
type FieldName = (typeof FIELD_NAMES)[TransferField];

const FIELD_NAMES = {
  flags: "flags",
  pending_id: "pending_id",
  timeout_s: "timeout",
  debit_account: "debit_account_id",
  credit_account: "credit_account_id",
  amount: "amount",
  user_data: "user_data_128",
  ledger: "ledger",
  code: "code",
} as const;

const FIELDS: readonly TransferField[] = [
  "flags",
  "pending_id",
  "timeout_s",
  "debit_account",
  "credit_account",
  "amount",
  "user_data",
  "ledger",
  "code",
];

/** What has become of an item, in view of the ledger before its batch. */
export function statusOf(before: LedgerView, item: Item, result: ItemResult | undefined): string {
  if (result === undefined) throw new RangeError(`there is no result of ${item.id}`);
  if (result.status !== "refused") return result.status;
  const { refusal } = result;
  const field = FIELDS.find((each) => refusal.code === `exists_with_different_${each}`);
  if (field !== undefined) return `exists_with_different_${FIELD_NAMES[field]}`;
  return statusOfRefusal(before, item, refusal);
}

function statusOfRefusal(before: LedgerView, item: Item, refusal: LedgerRefusal): string {
  if (refusal.code === "invalid_id") {
    return item.id.startsWith("0") ? "id_must_not_be_zero" : "id_must_not_be_int_max";
  }
  if (refusal.code === "currency_mismatch") {
    return refusal.data.debit === refusal.data.credit
      ? "transfer_must_have_the_same_ledger_as_accounts"
      : "accounts_must_have_the_same_ledger";
  }
  if (refusal.code === "transfer_not_pending") return "pending_transfer_not_pending";
  if (refusal.code === "overflow") return overflowOf(before, item, refusal.data.account);
  return "account" in refusal.data
    ? statusOfSide(refusal.code, sideOf(before, item, refusal.data.account))
    : refusal.code;
}

function statusOfSide(code: LedgerRefusal["code"], side: Side): string {
  if (code === "account_not_found") return `${side}_account_not_found`;
  if (code === "account_closed") return `${side}_account_already_closed`;
  if (code !== "insufficient_funds") return code;
  return side === "debit" ? "exceeds_credits" : "exceeds_debits";
}

/** On which side of the transfer an account is. */
function sideOf(before: LedgerView, item: Item, account: string): Side {
  const sides = "hold" in item ? before.transfer(item.hold) : item;
  return sides !== undefined && "debitAccount" in sides && sides.debitAccount === account
    ? "debit"
    : "credit";
}

/** Here pending and posted have to fit together; elsewhere it is told which of them does not even fit alone. */
function overflowOf(before: LedgerView, item: Item, id: string): string {
  const side = sideOf(before, item, id);
  const account = before.account(id);
  if (account === undefined || item.kind !== "transfer" || item.amount === "max") {
    throw new RangeError(`${item.id} cannot overflow`);
  }
  const { amount, isPending } = item;
  const { [`${side}sPending` as const]: pending, [`${side}sPosted` as const]: posted } =
    account.counters;
  if (isPending && pending + amount > AMOUNT_MAX) return `overflows_${side}s_pending`;
  return posted + amount > AMOUNT_MAX ? `overflows_${side}s_posted` : `overflows_${side}s`;
}
