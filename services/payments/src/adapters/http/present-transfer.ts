import type { Static } from "typebox";

import type { AccountKind } from "../../domain/account.ts";
import { exponentOf } from "../../domain/currencies.ts";
import type { Entry, RecordedTransfer } from "../../domain/recorded-transfer.ts";
import type { Transfer } from "../../domain/transfer.ts";
import { presentBalances } from "./present-account.ts";
import type { TransferRecord, TransferShown } from "./transfer-schemas.ts";

type Accounts = ReadonlyMap<string, AccountKind>;

/** A transfer as it was recorded, with both accounts as it left them. */
export function presentRecord(
  { transfer, debit, credit }: RecordedTransfer,
  accounts: Accounts,
): Static<typeof TransferRecord> {
  return {
    id: transfer.id,
    kind: transfer.kind,
    debit_account: transfer.debitAccount,
    credit_account: transfer.creditAccount,
    amount: transfer.amount,
    ledger: transfer.ledger,
    exponent: exponentOf(transfer.ledger),
    code: transfer.code,
    recorded_at: transfer.recordedAt,
    ...presentRelations(transfer),
    ...presentNotes(transfer),
    balances: {
      debit: presentSide(transfer.debitAccount, debit, accounts),
      credit: presentSide(transfer.creditAccount, credit, accounts),
    },
  };
}

/** A transfer, and what has become of it. */
export function presentTransfer(
  recorded: RecordedTransfer,
  accounts: Accounts,
): Static<typeof TransferShown> {
  const { reversed, resolution } = recorded.transfer;
  const shown = presentRecord(recorded, accounts);
  return { ...shown, reversed, ...(resolution !== undefined && { resolution }) };
}

type Notes = Pick<
  Static<typeof TransferRecord>,
  "effective_at" | "batch_id" | "quote_id" | "description" | "reason" | "metadata"
>;

function presentNotes(transfer: Transfer): Notes {
  const { effectiveAt, batch, quote, description, reason, metadata } = transfer;
  return {
    ...(effectiveAt !== undefined && { effective_at: effectiveAt }),
    ...(batch !== undefined && { batch_id: batch }),
    ...(quote !== undefined && { quote_id: quote }),
    ...(description !== undefined && { description }),
    ...(reason !== undefined && { reason }),
    ...(metadata !== undefined && { metadata: { ...metadata } }),
  };
}

type Relations = Pick<
  Static<typeof TransferRecord>,
  "pending_id" | "reverses" | "timeout_s" | "expires_at"
>;

function presentRelations(transfer: Transfer): Relations {
  const { pendingId, reverses, timeoutSeconds, expiresAt } = transfer;
  return {
    ...(pendingId !== undefined && { pending_id: pendingId }),
    ...(reverses !== undefined && { reverses }),
    ...(timeoutSeconds !== undefined && { timeout_s: timeoutSeconds }),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
  };
}

function presentSide(id: string, { version, counters }: Entry, accounts: Accounts) {
  const account = accounts.get(id);
  if (account === undefined) throw new RangeError("an account of a transfer was not looked up");
  return { account: id, version, ...presentBalances(account, counters) };
}
