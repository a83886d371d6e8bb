import { refuse } from "@holdfast/cqrs";

import { roomOn } from "./balances.ts";
import { failedCondition } from "./conditions.ts";
import { AMOUNT_MAX } from "./counters.ts";
import type { NewTransfer } from "./ledger-command.ts";
import type { TransferEvent } from "./ledger-event.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";
import { isPair, movablePair, type Pair, refusedAmount } from "./movable.ts";
import { notesOf } from "./notes-of.ts";
import { later, latest } from "./time.ts";

/** Moves money between two accounts, or holds it. */
export function decideNewTransfer(
  view: LedgerView,
  item: NewTransfer,
  now: string,
): readonly TransferEvent[] | LedgerRefusal {
  const pair = movablePair(view, item);
  if (!isPair(pair)) return pair;
  const refused = failedCondition(view, item.conditions);
  if (refused !== undefined) return refused;
  const amount = balanced(pair, item);
  if (amount <= 0n && item.balancing === undefined) {
    return refuse("invalid_amount", "an amount is more than nothing");
  }
  // Nothing to move is what a balanced side without room comes to: the same no as for one unit too many.
  const short = refusedAmount(pair, amount > 0n ? amount : 1n);
  return short ?? [happened(item, pair, { amount, now })];
}

/** What is moved: what was asked for, or what the balanced side has room for if that is less. */
function balanced({ debit, credit }: Pair, { amount, balancing }: NewTransfer): bigint {
  const wanted = amount === "max" ? AMOUNT_MAX : amount;
  if (balancing === undefined) return wanted;
  const room = roomOn(balancing === "debit" ? debit : credit, balancing);
  return room === undefined || wanted <= room ? wanted : room;
}

function happened(
  item: NewTransfer,
  { debit, credit }: Pair,
  { amount, now }: { readonly amount: bigint; readonly now: string },
): TransferEvent {
  const { id: transfer, debitAccount, creditAccount, code, isPending, timeoutSeconds } = item;
  const at = latest(now, debit.touchedAt, credit.touchedAt);
  const { ledger } = debit;
  const sides = { transfer, debitAccount, creditAccount, amount, ledger, code, at };
  if (!isPending) return { type: "TransferPosted", ...sides, ...notesOf(item) };
  return {
    type: "TransferHeld",
    ...sides,
    ...notesOf(item),
    ...(timeoutSeconds !== undefined && {
      timeoutSeconds,
      expiresAt: later(at, timeoutSeconds),
    }),
  };
}
