import type { ItemResult } from "../decide-transfers.ts";
import type { Item, LedgerCommand } from "../ledger-command.ts";
import type { AttemptRefused } from "./attempt-refused.ts";
import { type Subject, withCurrency } from "./subject.ts";

/** Who asks for something, by which program, and under which name that is kept. */
export type Asker = Pick<AttemptRefused, "actor" | "client" | "action">;

/** The items of a batch that were refused for a reason of their own, while the batch was answered. */
export function refusedItems(
  asker: Asker,
  {
    command,
    results,
  }: { readonly command: LedgerCommand; readonly results: readonly ItemResult[] },
  at: string,
): readonly AttemptRefused[] {
  const items = command.type === "PostTransfers" ? command.items : [];
  return results.flatMap((each, number) => {
    if (each.status !== "refused" || each.refusal.code === "linked_event_failed") return [];
    const { code, data } = each.refusal;
    const about = withCurrency(subjectOf(items[number], each.id), data);
    return [{ type: "AttemptRefused", ...asker, ...about, code, at } as const];
  });
}

function subjectOf(item: Item | undefined, id: string): Subject {
  if (item?.kind !== "transfer") return { resource: `transfer:${id}` };
  const { debitAccount, amount, ledger: currency } = item;
  return {
    resource: `account:${debitAccount}`,
    ...(amount !== "max" && { amount }),
    ...(currency !== undefined && { currency }),
  };
}
