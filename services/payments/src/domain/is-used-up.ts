import type { Item } from "./ledger-command.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";

/** What the ledger is like at the moment: at the next attempt it may be otherwise. */
const MAY_CHANGE: ReadonlySet<LedgerRefusal["code"]> = new Set([
  "account_not_found",
  "account_frozen",
  "account_closed",
  "transfer_not_found",
  "pending_transfer_not_found",
  "condition_failed",
  "overflow",
  "insufficient_funds",
] as const);

/**
 * Whether a no uses up the id of an item: where it was to be tried once, and a delayed repetition could succeed after
 * whoever asked has seen it fail and paid in some other way.
 */
export function isUsedUp(item: Item, { code }: LedgerRefusal): boolean {
  return "once" in item && item.once === "attempt" && MAY_CHANGE.has(code);
}
