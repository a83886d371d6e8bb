import { type Balances, balancesOf } from "./balances.ts";
import type { Counters, Side } from "./counters.ts";
import type { TransferKind } from "./transfer.ts";

/** What a transfer made of one account, seen from there. */
export type AccountEntry = {
  readonly version: bigint;
  readonly transfer: string;
  readonly kind: TransferKind;
  readonly side: Side;
  /** Of the transfer. */
  readonly amount: bigint;
  readonly counterparty: string;
  readonly recordedAt: string;
  readonly effectiveAt?: string;
  readonly description?: string;
  /** Of the account, after it. */
  readonly counters: Counters;
};

/** One line of a statement. There is one for each entry, those that only hold or release money included. */
export type StatementLine = Omit<AccountEntry, "counters" | "amount"> & {
  /** What was moved on its side; nothing where money was only held or released. */
  readonly amount: bigint;
  /** By how much more is held on its side; negative where a hold has ended. */
  readonly held: bigint;
  /** By how much the balance has changed. */
  readonly change: bigint;
  readonly after: Balances;
};

/** A part of an account's history: the opening balance and all changes make the closing one. */
export type Statement = {
  readonly opening: Balances;
  readonly lines: readonly StatementLine[];
  readonly closing: Balances;
};

/** The statement of entries that follow each other, after what the account was before them. */
export function statementOf(
  normalSide: Side,
  before: Counters,
  entries: readonly AccountEntry[],
): Statement {
  let counters = before;
  const lines = entries.map((entry) => {
    const line = lineOf(normalSide, counters, entry);
    counters = entry.counters;
    return line;
  });
  return {
    opening: balancesOf(normalSide, before),
    lines,
    closing: balancesOf(normalSide, counters),
  };
}

function lineOf(normalSide: Side, before: Counters, entry: AccountEntry): StatementLine {
  const { counters, ...told } = entry;
  const amount = MOVES[entry.kind] ? entry.amount : 0n;
  return {
    ...told,
    amount,
    held: pendingOn(counters, entry.side) - pendingOn(before, entry.side),
    change: entry.side === normalSide ? amount : -amount,
    after: balancesOf(normalSide, counters),
  };
}

/** Whether the amount of a transfer is moved by it. */
const MOVES: Readonly<Record<TransferKind, boolean>> = {
  posted: true,
  post: true,
  reversal: true,
  pending: false,
  void: false,
  expiry: false,
};

function pendingOn({ debitsPending, creditsPending }: Counters, side: Side): bigint {
  return side === "debit" ? debitsPending : creditsPending;
}
