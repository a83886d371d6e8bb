import { refuse } from "@holdfast/cqrs";

import { invalidAmount } from "./invalid-amount.ts";
import { invalidId } from "./invalid-id.ts";
import type { Item } from "./ledger-command.ts";
import { accountsMustBeDifferent, type LedgerRefusal } from "./ledger-refusal.ts";

/** What is wrong with an item, whatever the ledger is like. */
export function misshapen(item: Item, leastAmount: bigint): LedgerRefusal | undefined {
  const refused = invalidId(item.id) ?? misshapenAmount(item, leastAmount);
  if (refused !== undefined || item.kind !== "transfer") return refused;
  const { debitAccount, creditAccount } = item;
  return debitAccount === creditAccount ? accountsMustBeDifferent(debitAccount) : undefined;
}

function misshapenAmount(item: Item, leastAmount: bigint): LedgerRefusal | undefined {
  const amount = "amount" in item ? item.amount : undefined;
  if (amount === undefined) return undefined;
  if (amount !== "max") return invalidAmount(amount, leastAmount);
  return "balancing" in item && item.balancing !== undefined
    ? undefined
    : refuse("invalid_amount", "all of it wants a side to balance");
}
