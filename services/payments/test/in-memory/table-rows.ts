import { type FourCounters, MAX, type TableRow } from "./ledger-table.ts";
import type { Status } from "./table-status.ts";
import type { TableTransfer } from "./table-transfer.ts";

/** Nothing was moved. */
export const none: FourCounters = [0n, 0n, 0n, 0n];
/** An account without a limit. */
export const A: TableRow = { account: "A" };
/** Another one. */
export const B: TableRow = { account: "B" };
/** May give 100 more. */
export const A_WITH_100: TableRow = {
  account: "A",
  flag: "debits_must_not_exceed_credits",
  is: [0n, 0n, 0n, 100n],
};
/** May take 100 more. */
export const B_WITH_100: TableRow = {
  account: "B",
  flag: "credits_must_not_exceed_debits",
  is: [0n, 100n, 0n, 0n],
};

/** From A to B. */
export const t = (
  id: string,
  amount: bigint,
  more: Partial<TableTransfer> = {},
): TableTransfer => ({
  id,
  debit: "A",
  credit: "B",
  amount,
  ...more,
});
/** Holds from A for B. */
export const hold = (
  id: string,
  amount: bigint,
  more: Partial<TableTransfer> = {},
): TableTransfer => t(id, amount, { flags: ["pending"], ...more });
/** Posts all of a hold, or so much. */
export const post = (id: string, pending: string, amount = MAX): TableTransfer => ({
  id,
  pending,
  amount,
  flags: ["post_pending_transfer"],
});
/** Voids a hold. */
export const release = (id: string, pending: string): TableTransfer => ({
  id,
  pending,
  flags: ["void_pending_transfer"],
});
/** Linked to the next one. */
export const linked = (transfer: TableTransfer): TableTransfer => ({
  ...transfer,
  flags: [...(transfer.flags ?? []), "linked"],
});
/** Moves from A to B what is left on a side, up to an amount. */
export const balanced = (id: string, amount: bigint, side: "debit" | "credit"): TableTransfer =>
  t(id, amount, { flags: [`balancing_${side}`] });
/** A request of one transfer. */
export const create = (transfer: TableTransfer, status: Status): TableRow => ({
  batch: [[transfer, status]],
});
/** What is on an account. */
export const counters = (account: string, ...are: FourCounters): TableRow => ({
  counters: account,
  are,
});
