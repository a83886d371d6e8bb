import type { AccountEntry } from "../../domain/statement.ts";
import { countersOf, timeOf } from "./account-row.ts";

/** The columns of `EntryRow`, of the view as `e`. */
export const ENTRY_COLUMNS = `e.version, e.transfer_id, e.kind, e.side, e.amount, e.counterparty, e.recorded_at,
  e.effective_at, e.description, e.debits_pending, e.debits_posted, e.credits_pending, e.credits_posted`;

/** An entry as the view tells it. */
export type EntryRow = {
  readonly version: bigint;
  readonly transfer_id: string;
  readonly kind: AccountEntry["kind"];
  readonly side: AccountEntry["side"];
  readonly amount: string;
  readonly counterparty: string;
  readonly recorded_at: Date;
  readonly effective_at: Date | null;
  readonly description: string | null;
  readonly debits_pending: string;
  readonly debits_posted: string;
  readonly credits_pending: string;
  readonly credits_posted: string;
};

/** The entry that a row tells of. */
export function entryOfRow(row: EntryRow): AccountEntry {
  const { debits_pending, debits_posted, credits_pending, credits_posted } = row;
  return {
    version: row.version,
    transfer: row.transfer_id,
    kind: row.kind,
    side: row.side,
    amount: BigInt(row.amount),
    counterparty: row.counterparty,
    recordedAt: timeOf(row.recorded_at),
    ...(row.effective_at !== null && { effectiveAt: timeOf(row.effective_at) }),
    ...(row.description !== null && { description: row.description }),
    counters: countersOf([debits_pending, debits_posted, credits_pending, credits_posted]),
  };
}
