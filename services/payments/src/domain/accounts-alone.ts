import type { Item, LedgerCommand } from "./ledger-command.ts";

/**
 * The accounts that are all it takes to know before a command is decided, where it moves something on each of them if it
 * is accepted; undefined where more has to be known.
 */
export function accountsAlone(command: LedgerCommand): readonly string[] | undefined {
  if (command.type !== "PostTransfers" || command.items.length === 0) return undefined;
  const accounts: string[] = [];
  for (const item of command.items) {
    if (!isAmongItsAccounts(item)) return undefined;
    accounts.push(item.debitAccount, item.creditAccount);
  }
  return accounts;
}

/** Whether nothing but its own accounts decides an item, nothing can be known under its id, and a no leaves nothing. */
function isAmongItsAccounts(item: Item): item is Extract<Item, { kind: "transfer" }> {
  if (item.kind !== "transfer" || item.hasNewId !== true) return false;
  if (item.once === "attempt" || item.quote !== undefined) return false;
  const { debitAccount, creditAccount, conditions } = item;
  return conditions.every(({ account }) => account === debitAccount || account === creditAccount);
}
