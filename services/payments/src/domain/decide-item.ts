import { refuse } from "@holdfast/cqrs";

import { decideEndOfHold } from "./decide-hold.ts";
import { decideNewTransfer } from "./decide-new-transfer.ts";
import { decideReversal } from "./decide-reversal.ts";
import { differingField } from "./differing-field.ts";
import type { Item } from "./ledger-command.ts";
import type { LedgerEvent } from "./ledger-event.ts";
import { existsWithDifferent, type LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";
import { misshapen } from "./misshapen.ts";

/** Under which things are decided. */
export type Circumstances = {
  readonly now: string;
  readonly batch: string | undefined;
  /** No amount is less: 1, but where nothing may be an amount as well. */
  readonly leastAmount: bigint;
};

/** Decides one thing to do. No events: it was done before. */
export function decideItem(
  view: LedgerView,
  item: Item,
  circumstances: Circumstances,
): readonly LedgerEvent[] | LedgerRefusal {
  const refused = misshapen(item, circumstances.leastAmount);
  if (refused !== undefined) return refused;
  const known = view.transfer(item.id);
  if (known !== undefined) {
    const field = differingField(view, known, item);
    return field === undefined ? [] : existsWithDifferent(item.id, field);
  }
  const because = view.failedAttempt(item.id);
  if (because === undefined) return decideNew(view, item, circumstances);
  const sentence = `transfer ${item.id} was to be tried once, and failed`;
  return refuse("id_already_failed", sentence, { transfer: item.id, because });
}

function decideNew(
  view: LedgerView,
  item: Item,
  circumstances: Circumstances,
): readonly LedgerEvent[] | LedgerRefusal {
  const { now, batch } = circumstances;
  const told = batch === undefined ? item : { ...item, batch };
  switch (told.kind) {
    case "transfer":
      return decideNewTransfer(view, told, circumstances);
    case "reverse":
      return decideReversal(view, told, now);
    case "post_hold":
    case "void_hold":
    case "expire_hold":
      return decideEndOfHold(view, told, now);
    default:
      return told satisfies never;
  }
}
