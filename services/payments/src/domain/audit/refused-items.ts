import type { ItemResult } from "../decide-transfers.ts";
import type { Item, LedgerCommand } from "../ledger-command.ts";
import type { LedgerRefusal } from "../ledger-refusal.ts";
import type { AttemptRefused } from "./attempt-refused.ts";
import { type Subject, withCurrency } from "./subject.ts";

/** Who asks for something, by which program, and under which name that is kept. */
export type Asker = Pick<AttemptRefused, "actor" | "client" | "action">;

/** What is refused as a whole, where the log is told more of it than that. */
export function refusedAttempt(
  asker: Asker,
  { about, refusal }: { readonly about: Subject; readonly refusal: LedgerRefusal },
  at: string,
): AttemptRefused {
  const { code, data } = refusal;
  return { type: "AttemptRefused", ...asker, ...withCurrency(about, data), code, at };
}

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
    const about = subjectOf(items[number], each.id);
    return [refusedAttempt(asker, { about, refusal: each.refusal }, at)];
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
