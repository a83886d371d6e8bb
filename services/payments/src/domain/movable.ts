import { refuse } from "@holdfast/cqrs";

import type { Account } from "./account.ts";
import { roomOn } from "./balances.ts";
import { overflows, type Side } from "./counters.ts";
import {
  accountClosed,
  accountFrozen,
  accountNotFound,
  type LedgerRefusal,
} from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";

/** Both accounts of a transfer. */
export type Pair = { readonly debit: Account; readonly credit: Account };

/** Finds both accounts and makes sure that something new may be moved between them. */
export function movablePair(
  view: LedgerView,
  sides: {
    readonly debitAccount: string;
    readonly creditAccount: string;
    readonly ledger?: string;
  },
): Pair | LedgerRefusal {
  const { debitAccount, creditAccount, ledger } = sides;
  const debit = view.account(debitAccount);
  if (debit === undefined) return accountNotFound(debitAccount);
  const credit = view.account(creditAccount);
  if (credit === undefined) return accountNotFound(creditAccount);
  return (
    unmovable(debit) ??
    unmovable(credit) ??
    mismatch({ debit, credit }, ledger) ?? { debit, credit }
  );
}

/** Whether there is a no among what was found. */
export function isPair(found: Pair | LedgerRefusal): found is Pair {
  return "debit" in found;
}

function unmovable({ id, status }: Account): LedgerRefusal | undefined {
  if (status === "frozen") return accountFrozen(id);
  return status === "closed" ? accountClosed(id) : undefined;
}

function mismatch({ debit, credit }: Pair, ledger = debit.ledger): LedgerRefusal | undefined {
  if (debit.ledger === credit.ledger && debit.ledger === ledger) return undefined;
  const other = debit.ledger === ledger ? credit.ledger : debit.ledger;
  const data = { debit: debit.ledger, credit: credit.ledger };
  return refuse("currency_mismatch", `${ledger} cannot be moved in ${other}`, data);
}

/** Makes sure that an amount fits into both counters and, unless it is forced, into what the accounts may do. */
export function refusedAmount(
  { debit, credit }: Pair,
  amount: bigint,
  isForced = false,
): LedgerRefusal | undefined {
  const full = overflows(debit.counters, "debit", amount)
    ? debit
    : overflows(credit.counters, "credit", amount)
      ? credit
      : undefined;
  if (full !== undefined) {
    const sentence = `account ${full.id} cannot count that much`;
    return refuse("overflow", sentence, { account: full.id });
  }
  if (isForced) return undefined;
  return short(debit, "debit", amount) ?? short(credit, "credit", amount);
}

function short(account: Account, side: Side, required: bigint): LedgerRefusal | undefined {
  const available = roomOn(account, side);
  if (available === undefined || required <= available) return undefined;
  return insufficientFunds(account, available, required);
}

/** There is less on an account than is to be moved. */
export function insufficientFunds(
  { id, ledger: currency }: Account,
  available: bigint,
  required: bigint,
): LedgerRefusal {
  const sentence = `account ${id} has ${available} minor units of ${currency} available, ${required} are required`;
  return refuse("insufficient_funds", sentence, { account: id, available, required, currency });
}
