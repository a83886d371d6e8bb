import type { WriteCall } from "@holdfast/postgres/event-store";

import type { Account } from "../../domain/account.ts";
import { rowOfTransfer } from "./transfer-row.ts";
import type { Written } from "./write-book.ts";

/** The call that writes ledgers if they are as they were thought to be. */
export function keptCall(
  schema: string,
  { decidedAt, ledgers }: { readonly decidedAt: string; readonly ledgers: readonly Written[] },
): WriteCall {
  return {
    name: `${schema}.write_kept`,
    values: [
      decidedAt,
      `{${ledgers.flatMap(movesOf).join(",")}}`,
      JSON.stringify(ledgers.flatMap(rowsOf)),
    ],
  };
}

/** In the order of the accounts' ids, in which their rows are locked. */
function movesOf({ tenant, before, changes }: Written): readonly string[] {
  return [...changes.accounts.values()]
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map((after) => rowOfMove(tenant, { before: before.account(after.id), after }));
}

/** What an account was thought to be, and what is to become of it. */
type Move = { readonly before: Account | undefined; readonly after: Account };

/** A move as the text of a `kept_move`. */
function rowOfMove(tenant: string, { before, after }: Move): string {
  if (before === undefined) throw new RangeError("an account was decided on that is not kept");
  const [were, are] = [before.counters, after.counters];
  const settings = `${after.settingsVersion},${after.version},${after.version - before.version}`;
  const become = `${are.debitsPending},${are.debitsPosted},${are.creditsPending},${are.creditsPosted}`;
  const more = [
    are.debitsPending - were.debitsPending,
    are.debitsPosted - were.debitsPosted,
    are.creditsPending - were.creditsPending,
    are.creditsPosted - were.creditsPosted,
  ].join(",");
  return `"(${tenant},${after.id},${settings},${become},${more},${after.touchedAt})"`;
}

function rowsOf({ tenant, changes }: Written): readonly object[] {
  return changes.recorded.map((each) => ({ tenant_id: tenant, ...rowOfTransfer(each) }));
}
