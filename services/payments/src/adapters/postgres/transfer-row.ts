import type { Counters } from "../../domain/counters.ts";
import type { Entry, RecordedTransfer } from "../../domain/recorded-transfer.ts";
import type { Resolution, Transfer, TransferKind } from "../../domain/transfer.ts";
import { timeOf } from "./account-row.ts";

/** A transfer as `select * from transfer` tells it, or `read_again`, which has times and versions as texts. */
export type TransferRow = {
  readonly id: string;
  readonly debit_account: string;
  readonly credit_account: string;
  readonly pending_id: string | null;
  readonly reverses: string | null;
  readonly batch_id: string | null;
  readonly quote_id: string | null;
  readonly recorded_at: Date | string;
  readonly effective_at: Date | string | null;
  readonly expires_at: Date | string | null;
  readonly debit_version: bigint | string;
  readonly credit_version: bigint | string;
  readonly timeout_s: number | null;
  readonly code: number;
  readonly kind: TransferKind;
  readonly ledger: string;
  readonly amount: string;
  readonly debit_debits_pending: string;
  readonly debit_debits_posted: string;
  readonly debit_credits_pending: string;
  readonly debit_credits_posted: string;
  readonly credit_debits_pending: string;
  readonly credit_debits_posted: string;
  readonly credit_credits_pending: string;
  readonly credit_credits_posted: string;
  readonly reversed: string;
  readonly resolution: Resolution["kind"] | null;
  readonly resolved_by: string | null;
  readonly resolved_amount: string | null;
  readonly description: string | null;
  readonly reason: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
};

/** The transfer that a row tells of. */
export function transferOfRow(row: TransferRow): Transfer {
  return {
    id: row.id,
    kind: row.kind,
    debitAccount: row.debit_account,
    creditAccount: row.credit_account,
    amount: BigInt(row.amount),
    ledger: row.ledger,
    code: row.code,
    recordedAt: timeOf(row.recorded_at),
    reversed: BigInt(row.reversed),
    ...present("pendingId", row.pending_id),
    ...present("reverses", row.reverses),
    ...present("batch", row.batch_id),
    ...present("quote", row.quote_id),
    ...present("timeoutSeconds", row.timeout_s),
    ...present("description", row.description),
    ...present("reason", row.reason),
    ...present("metadata", row.metadata),
    ...present("effectiveAt", row.effective_at && timeOf(row.effective_at)),
    ...present("expiresAt", row.expires_at && timeOf(row.expires_at)),
    ...present("resolution", resolutionOf(row)),
  };
}

function present<Key extends string, Value>(key: Key, value: Value | null): { [_ in Key]?: Value } {
  const field: { [_ in Key]?: Value } = {};
  if (value !== null) field[key] = value;
  return field;
}

function resolutionOf({
  resolution,
  resolved_by,
  resolved_amount,
}: TransferRow): Resolution | null {
  return resolution === null
    ? null
    : { kind: resolution, by: resolved_by ?? "", amount: BigInt(resolved_amount ?? 0) };
}

/** The transfer with its two entries. */
export function recordedOfRow(row: TransferRow): RecordedTransfer {
  return {
    transfer: transferOfRow(row),
    debit: {
      version: BigInt(row.debit_version),
      counters: {
        debitsPending: BigInt(row.debit_debits_pending),
        debitsPosted: BigInt(row.debit_debits_posted),
        creditsPending: BigInt(row.debit_credits_pending),
        creditsPosted: BigInt(row.debit_credits_posted),
      },
    },
    credit: {
      version: BigInt(row.credit_version),
      counters: {
        debitsPending: BigInt(row.credit_debits_pending),
        debitsPosted: BigInt(row.credit_debits_posted),
        creditsPending: BigInt(row.credit_credits_pending),
        creditsPosted: BigInt(row.credit_credits_posted),
      },
    },
  };
}

/** What `write_book` takes for a new transfer. Undefined fields are left out of JSON, and null in SQL. */
export function rowOfTransfer({ transfer, debit, credit }: RecordedTransfer): object {
  return {
    id: transfer.id,
    debit_account: transfer.debitAccount,
    credit_account: transfer.creditAccount,
    pending_id: transfer.pendingId,
    reverses: transfer.reverses,
    batch_id: transfer.batch,
    quote_id: transfer.quote,
    recorded_at: transfer.recordedAt,
    effective_at: transfer.effectiveAt,
    expires_at: transfer.expiresAt,
    timeout_s: transfer.timeoutSeconds,
    code: transfer.code,
    kind: transfer.kind,
    ledger: transfer.ledger,
    amount: String(transfer.amount),
    description: transfer.description,
    reason: transfer.reason,
    metadata: transfer.metadata,
    ...entryColumns("debit", debit),
    ...entryColumns("credit", credit),
  };
}

function entryColumns(side: "debit" | "credit", { version, counters }: Entry): object {
  return { [`${side}_version`]: String(version), ...counterColumns(counters, `${side}_`) };
}

/** Counters under the names of their columns. */
export function counterColumns(counters: Counters, prefix = ""): object {
  return {
    [`${prefix}debits_pending`]: String(counters.debitsPending),
    [`${prefix}debits_posted`]: String(counters.debitsPosted),
    [`${prefix}credits_pending`]: String(counters.creditsPending),
    [`${prefix}credits_posted`]: String(counters.creditsPosted),
  };
}
