import { roomToBalance } from "./balances.ts";
import { failedCondition } from "./conditions.ts";
import { AMOUNT_MAX } from "./counters.ts";
import type { NewTransfer } from "./ledger-command.ts";
import type { TransferEvent } from "./ledger-event.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";
import { insufficientFunds, isPair, movablePair, type Pair, refusedAmount } from "./movable.ts";
import { notesOf } from "./notes-of.ts";
import { later, latest } from "./time.ts";

/** Moves money between two accounts, or holds it. */
export function decideNewTransfer(
  view: LedgerView,
  item: NewTransfer,
  { now, leastAmount }: { readonly now: string; readonly leastAmount: bigint },
): readonly TransferEvent[] | LedgerRefusal {
  const pair = movablePair(view, item);
  if (!isPair(pair)) return pair;
  const refused = failedCondition(view, item.conditions);
  if (refused !== undefined) return refused;
  const amount = amountOf(pair, item, leastAmount);
  if (typeof amount !== "bigint") return amount;
  return refusedAmount(pair, amount) ?? [happened(item, pair, { amount, now })];
}

/** What is moved: what was asked for, or what is left on the balanced side if that is less. */
function amountOf(
  pair: Pair,
  { amount, balancing }: NewTransfer,
  leastAmount: bigint,
): bigint | LedgerRefusal {
  const wanted = amount === "max" ? AMOUNT_MAX : amount;
  if (balancing === undefined) return wanted;
  const left = roomToBalance(pair[balancing], balancing);
  const moved = wanted < left ? wanted : left;
  if (moved >= leastAmount) return moved;
  return leastAmount === 0n ? 0n : insufficientFunds(pair[balancing], left, leastAmount);
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
