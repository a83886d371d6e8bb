import type { StatementPage } from "../../application/account-history.ts";
import { exponentOf } from "../../domain/currencies.ts";
import type { StatementLine } from "../../domain/statement.ts";

/** A statement as it is shown, but for its lines. */
export function presentStatement({ account, opening, closing }: StatementPage) {
  return {
    account: account.id,
    currency: account.ledger,
    exponent: exponentOf(account.ledger),
    opening_balance: opening.posted,
    closing_balance: closing.posted,
  };
}

/** A line of a statement as it is shown. */
export function presentLine(line: StatementLine) {
  const { effectiveAt = line.recordedAt, description } = line;
  return {
    account_version: line.version,
    transfer_id: line.transfer,
    kind: line.kind,
    recorded_at: line.recordedAt,
    effective_at: effectiveAt,
    side: line.side,
    amount: line.amount,
    held: line.held,
    change: line.change,
    balance_after: line.after.posted,
    available_after: line.after.available,
    counterparty: line.counterparty,
    ...(description !== undefined && { description }),
  };
}
