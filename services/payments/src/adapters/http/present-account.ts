import type { Static } from "typebox";

import type { Account } from "../../domain/account.ts";
import { type Balances, balancesOf } from "../../domain/balances.ts";
import type { Counters } from "../../domain/counters.ts";
import { exponentOf } from "../../domain/currencies.ts";
import { versionText } from "../../domain/decide-account.ts";
import type { AccountShown } from "./account-schemas.ts";

/** An account as it is shown. */
export function presentAccount(account: Account): Static<typeof AccountShown> {
  const { number, counters } = account;
  return {
    id: account.id,
    ...(number !== undefined && { number }),
    ledger: account.ledger,
    code: account.code,
    normal_side: account.normalSide,
    limit: account.limit,
    min_available: account.minAvailable,
    status: account.status,
    settings_version: account.settingsVersion,
    version: account.version,
    balances: presentBalances(account, counters),
    counters: {
      debits_pending: counters.debitsPending,
      debits_posted: counters.debitsPosted,
      credits_pending: counters.creditsPending,
      credits_posted: counters.creditsPosted,
    },
    opened_at: account.openedAt,
    touched_at: account.touchedAt,
  };
}

/** What an account holds, with what it takes to read it. */
export function presentBalances(
  { ledger, normalSide }: Pick<Account, "ledger" | "normalSide">,
  counters: Counters,
): Balances & { readonly currency: string; readonly exponent: number } {
  const { posted, available, pending } = balancesOf(normalSide, counters);
  return { currency: ledger, exponent: exponentOf(ledger), posted, available, pending };
}

/** The tag of an account as it is, for `ETag` and `If-Match`. */
export function tagOf(account: Account): string {
  return `"${versionText(account)}"`;
}
