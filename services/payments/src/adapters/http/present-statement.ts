import type { StatementPage } from "../../application/account-history.ts";
import { exponentOf } from "../../domain/currencies.ts";
import type { StatementLine } from "../../domain/statement.ts";

/** What the lines of a statement are ordered by. */
export type StatementOrder = "recorded" | "effective";

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

/** A line of a statement as it is shown; by effective time it is not told what could be moved away. */
export function presentLine(line: StatementLine, order: StatementOrder) {
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
    ...(order === "recorded" && { available_after: line.after.available }),
    counterparty: line.counterparty,
    ...(description !== undefined && { description }),
  };
}
