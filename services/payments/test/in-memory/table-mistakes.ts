import type { LedgerView } from "../../src/domain/ledger-view.ts";
import type { Transfer } from "../../src/domain/transfer.ts";
import type { Status } from "./table-status.ts";
import { type Flag, idOf, type TableTransfer } from "./table-transfer.ts";

/** `post_pending_transfer` or `void_pending_transfer`. */
function endsHold({ flags = [] }: TableTransfer): boolean {
  return flags.includes("post_pending_transfer") || flags.includes("void_pending_transfer");
}

/**
 * What is wrong with a transfer that no command of the domain can say: there a hold and its end are different commands,
 * and an end names nothing but its hold. In the order in which TigerBeetle looks; at holds of earlier requests only.
 */
export function mistakeOf(transfer: TableTransfer, view: LedgerView): Status | undefined {
  if (isExclusive(transfer)) return "flags_are_mutually_exclusive";
  return endsHold(transfer)
    ? (wrongPending(transfer) ?? wrongShape(transfer) ?? wrongEnd(transfer, view))
    : (wrongAccounts(transfer) ?? wrongShape(transfer));
}

const NOT_WITH_END: ReadonlySet<Flag> = new Set([
  "pending",
  "balancing_debit",
  "balancing_credit",
  "closing_debit",
  "closing_credit",
]);

function isExclusive(transfer: TableTransfer): boolean {
  const { flags = [] } = transfer;
  if (!endsHold(transfer)) return false;
  const isBoth = flags.includes("post_pending_transfer") && flags.includes("void_pending_transfer");
  return isBoth || flags.some((flag) => NOT_WITH_END.has(flag));
}

function wrongAccounts({ debit = "0", credit = "0", pending }: TableTransfer): Status | undefined {
  if (debit === "0") return "debit_account_id_must_not_be_zero";
  if (debit === "max") return "debit_account_id_must_not_be_int_max";
  if (credit === "0") return "credit_account_id_must_not_be_zero";
  if (credit === "max") return "credit_account_id_must_not_be_int_max";
  if (debit === credit) return "accounts_must_be_different";
  return pending === undefined ? undefined : "pending_id_must_be_zero";
}

function wrongPending({ id, pending = "0" }: TableTransfer): Status | undefined {
  if (pending === "0") return "pending_id_must_not_be_zero";
  if (pending === "max") return "pending_id_must_not_be_int_max";
  return pending === id ? "pending_id_must_be_different" : undefined;
}

function wrongShape(transfer: TableTransfer): Status | undefined {
  const { flags = [], timeout = 0 } = transfer;
  const isPending = flags.includes("pending");
  if (timeout > 0 && !isPending) return "timeout_reserved_for_pending_transfer";
  const isClosing = flags.includes("closing_debit") || flags.includes("closing_credit");
  if (isClosing && !isPending) return "closing_transfer_must_be_pending";
  return endsHold(transfer) ? undefined : wrongClass(transfer);
}

function wrongClass({ ledger, code }: TableTransfer): Status | undefined {
  if (ledger === 0) return "ledger_must_not_be_zero";
  return code === 0 ? "code_must_not_be_zero" : undefined;
}

function wrongEnd(transfer: TableTransfer, view: LedgerView): Status | undefined {
  const hold = view.transfer(idOf(transfer.pending ?? ""));
  if (hold?.kind !== "pending") return undefined;
  const name = differingName(transfer, hold);
  return name === undefined
    ? wrongVoidedAmount(transfer, hold)
    : `pending_transfer_has_different_${name}`;
}

/** What the end of a hold names otherwise than it is. Zero, or nothing, stands for what the hold has. */
function differingName(
  { debit = "0", credit = "0", ledger = 0, code = 0 }: TableTransfer,
  found: Transfer,
) {
  const names = [
    ["debit_account_id", debit === "0" || idOf(debit) === found.debitAccount],
    ["credit_account_id", credit === "0" || idOf(credit) === found.creditAccount],
    ["ledger", ledger === 0 || String(ledger) === found.ledger],
    ["code", code === 0 || code === found.code],
  ] as const;
  return names.find(([, isSame]) => !isSame)?.[0];
}

/** What the domain finds to be there already, of an end that names something else nevertheless. */
export function repeated(transfer: TableTransfer, view: LedgerView): Status {
  const known = view.transfer(idOf(transfer.id));
  const name = known && endsHold(transfer) ? differingName(transfer, known) : undefined;
  return name === undefined ? "exists" : `exists_with_different_${name}`;
}

/** All of a hold is voided, or nothing: an amount may be named, but it has to be that of the hold. */
function wrongVoidedAmount(
  { flags = [], amount = 0n }: TableTransfer,
  hold: Transfer,
): Status | undefined {
  if (!flags.includes("void_pending_transfer") || amount === 0n) return undefined;
  if (amount > hold.amount) return "exceeds_pending_transfer_amount";
  return amount < hold.amount ? "pending_transfer_has_different_amount" : undefined;
}
