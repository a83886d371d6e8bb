/** Of these, `pending` and the two closings, and the two balancings, go together with others. */
export type Flag =
  | "linked"
  | "pending"
  | "post_pending_transfer"
  | "void_pending_transfer"
  | "balancing_debit"
  | "balancing_credit"
  | "closing_debit"
  | "closing_credit";

/** A transfer as TigerBeetle is asked for it. Its id may be `0` or `max`, which are reserved. */
export type TableTransfer = {
  readonly id: string;
  readonly debit?: string;
  readonly credit?: string;
  readonly amount?: bigint;
  readonly flags?: readonly Flag[];
  readonly pending?: string;
  readonly timeout?: number;
  readonly ledger?: number;
  readonly code?: number;
  readonly userData?: string;
};

/** The id that a name of a table has. */
export function idOf(name: string): string {
  if (name === "0") return "00000000-0000-0000-0000-000000000000";
  return name === "max" ? "ffffffff-ffff-ffff-ffff-ffffffffffff" : name.toLowerCase();
}
