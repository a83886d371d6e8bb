import { refuse } from "@holdfast/cqrs";

import { balancesOf } from "./balances.ts";
import type { BalanceCondition, Condition } from "./ledger-command.ts";
import { accountNotFound, type LedgerRefusal } from "./ledger-refusal.ts";
import type { LedgerView } from "./ledger-view.ts";

/** The first condition that does not hold, with what is the case instead. */
export function failedCondition(
  view: LedgerView,
  conditions: readonly Condition[],
): LedgerRefusal | undefined {
  for (const condition of conditions) {
    const refusal = checked(view, condition);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function checked(view: LedgerView, condition: Condition): LedgerRefusal | undefined {
  const account = view.account(condition.account);
  if (account === undefined) return accountNotFound(condition.account);
  if ("version" in condition) {
    return account.version === condition.version
      ? undefined
      : failed(condition.account, "account_version", account.version);
  }
  const actual = balancesOf(account.normalSide, account.counters)[condition.balance];
  return holds(actual, condition)
    ? undefined
    : failed(condition.account, condition.balance, actual);
}

function holds(actual: bigint, { is, amount }: BalanceCondition): boolean {
  switch (is) {
    case "gte":
      return actual >= amount;
    case "gt":
      return actual > amount;
    case "eq":
      return actual === amount;
    case "lte":
      return actual <= amount;
    case "lt":
      return actual < amount;
    default:
      return is satisfies never;
  }
}

function failed(account: string, balance: string, actual: bigint): LedgerRefusal {
  const sentence = `a condition does not hold: ${balance} of account ${account} is ${actual}`;
  return refuse("condition_failed", sentence, { account, balance, actual });
}
