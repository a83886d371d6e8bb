import { type Counters, NO_COUNTERS } from "../../src/domain/counters.ts";
import type { LedgerEvent } from "../../src/domain/ledger-event.ts";
import type { AccountEntry } from "../../src/domain/statement.ts";
import type { Transfer } from "../../src/domain/transfer.ts";
import { NOTHING_TOLD, type ToldLedger, toldAfter } from "./told-ledger.ts";

/** A ledger with the entries of its accounts, oldest first. */
export type ToldHistory = {
  readonly ledger: ToldLedger;
  readonly entries: Readonly<Record<string, readonly AccountEntry[]>>;
};

/** Nothing has happened. */
export const NO_HISTORY: ToldHistory = { ledger: NOTHING_TOLD, entries: {} };

/** The history after one more event: a new entry for each account that the event has moved something on. */
export function historyAfter(told: ToldHistory, event: LedgerEvent): ToldHistory {
  const ledger = toldAfter(told.ledger, event);
  const transfer = "by" in event ? ledger.transfers[event.by] : transferOf(ledger, event);
  if (transfer === undefined) return { ...told, ledger };
  const entries = { ...told.entries };
  for (const id of [transfer.debitAccount, transfer.creditAccount]) {
    const account = ledger.accounts[id];
    if (account === undefined || account.version === told.ledger.accounts[id]?.version) continue;
    const { version, counters } = account;
    entries[id] = [...(entries[id] ?? []), entryOf(transfer, { account: id, version, counters })];
  }
  return { ledger, entries };
}

function transferOf(ledger: ToldLedger, event: LedgerEvent): Transfer | undefined {
  return "transfer" in event ? ledger.transfers[event.transfer] : undefined;
}

function entryOf(
  transfer: Transfer,
  {
    account,
    version,
    counters,
  }: { readonly account: string; readonly version: bigint; readonly counters: Counters },
): AccountEntry {
  const { id, kind, amount, debitAccount, creditAccount, recordedAt, effectiveAt } = transfer;
  const isDebit = account === debitAccount;
  return {
    version,
    transfer: id,
    kind,
    side: isDebit ? "debit" : "credit",
    amount,
    counterparty: isDebit ? creditAccount : debitAccount,
    recordedAt,
    ...(effectiveAt !== undefined && { effectiveAt }),
    counters,
  };
}

/** Which part of a history: both ends are part of it. */
export type Span = { readonly from?: string; readonly asOf?: string };

/** What was before a span of entries, and those in it. */
export function spanOf(entries: readonly AccountEntry[], { from = "", asOf = "9" }: Span) {
  const upTo = entries.filter((entry) => entry.recordedAt <= asOf);
  const within = upTo.filter((entry) => entry.recordedAt >= from);
  const before = upTo[upTo.length - within.length - 1];
  return { before: before?.counters ?? NO_COUNTERS, entries: within };
}

/** What was moved, in the order in which it is to count, with what the account held by that. */
export function byEffect(entries: readonly AccountEntry[]): readonly AccountEntry[] {
  const moved = entries.filter(({ kind }) => ["posted", "post", "reversal"].includes(kind));
  const at = ({ effectiveAt, recordedAt }: AccountEntry): string => effectiveAt ?? recordedAt;
  const ordered = moved.toSorted(
    (one, other) => Number(at(one) > at(other)) - Number(at(one) < at(other)),
  );
  let { debitsPosted, creditsPosted } = NO_COUNTERS;
  return ordered.map((entry) => {
    if (entry.side === "debit") debitsPosted += entry.amount;
    else creditsPosted += entry.amount;
    const counters = { ...NO_COUNTERS, debitsPosted, creditsPosted };
    return { ...entry, recordedAt: at(entry), counters };
  });
}
