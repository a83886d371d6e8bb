import { refuse } from "@holdfast/cqrs";

import type { Reverse } from "./ledger-command.ts";
import type { TransferEvent } from "./ledger-event.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";
import { isPair, movablePair, refusedAmount } from "./movable.ts";
import { notesOf } from "./notes-of.ts";
import { refusedAsOfPayment } from "./of-payment.ts";
import { latest } from "./time.ts";
import type { Transfer } from "./transfer.ts";

/** Takes back what a transfer has moved, all of it or a part, by a transfer the other way round. */
export function decideReversal(
  view: LedgerView,
  item: Reverse,
  now: string,
): readonly TransferEvent[] | LedgerRefusal {
  const original = view.transfer(item.original);
  if (original === undefined) {
    const sentence = `there is no transfer ${item.original}`;
    return refuse("transfer_not_found", sentence, { transfer: item.original });
  }
  const refused = refusedAsOfPayment(original, item.isOfPayment);
  if (refused !== undefined) return refused;
  const { creditAccount: debitAccount, debitAccount: creditAccount, ledger, code } = original;
  const sides = { debitAccount, creditAccount, ledger };
  const pair = movablePair(view, sides);
  if (!isPair(pair)) return pair;
  const amount = amountOf(original, item);
  if (typeof amount !== "bigint") return amount;
  const short = refusedAmount(pair, amount, item.isForced);
  if (short !== undefined) return short;
  const at = latest(now, pair.debit.touchedAt, pair.credit.touchedAt);
  const { id, original: reverses, reason } = item;
  const moved = { ...sides, transfer: id, amount, code, at, ...notesOf(item), reverses, reason };
  return [
    { type: "TransferPosted", ...moved },
    { type: "TransferReversed", transfer: reverses, by: id, amount, reason, at },
  ];
}

function amountOf(
  { id: transfer, kind, amount, reversed }: Transfer,
  item: Reverse,
): bigint | LedgerRefusal {
  if (kind !== "posted" && kind !== "post" && kind !== "reversal") {
    const sentence = `transfer ${transfer} has moved nothing that could be taken back`;
    return refuse("transfer_not_reversible", sentence, { transfer, kind });
  }
  const reversible = amount - reversed;
  const { amount: required = reversible } = item;
  if (required <= reversible && reversible > 0n) return required;
  const sentence = `${required} are to be taken back, ${reversible} are left`;
  return refuse("exceeds_reversible_amount", sentence, { reversible, required });
}
