import type { WriteCall } from "@holdfast/postgres/event-store";
import { jsonArray } from "@holdfast/postgres/event-store";

import type { Account } from "../../domain/account.ts";
import { rowOfTransfer } from "./transfer-row.ts";
import type { Written } from "./write-book.ts";

/** The call that writes ledgers if they are as they were thought to be. */
export function keptCall(
  schema: string,
  { decidedAt, ledgers }: { readonly decidedAt: string; readonly ledgers: readonly Written[] },
): WriteCall {
  const moves: Move[] = [];
  const ends = [0];
  for (const { before, changes } of ledgers) {
    // In this order their rows are locked.
    const accounts = [...changes.accounts.values()].toSorted((one, other) =>
      one.id < other.id ? -1 : 1,
    );
    for (const after of accounts) moves.push(moveOf(before.account(after.id), after));
    ends.push(moves.length);
  }
  return {
    name: `${schema}.write_kept`,
    values: [
      decidedAt,
      listOf(ledgers.map(({ tenant }) => tenant)),
      listOf(ends),
      listOf(moves.map(({ after }) => after.id)),
      listOf(moves.map(rowOfMove)),
      jsonArray(ledgers.map(({ changes }) => JSON.stringify(changes.recorded.map(rowOfTransfer)))),
    ],
  };
}

/** What an account was thought to be, and what is to become of it. */
type Move = { readonly before: Account; readonly after: Account };

function moveOf(before: Account | undefined, after: Account): Move {
  if (before === undefined) throw new RangeError("an account was decided on that is not kept");
  return { before, after };
}

/** A move as the text of a `kept_move`. */
function rowOfMove({ before, after }: Move): string {
  const [were, are] = [before.counters, after.counters];
  const become = `${are.debitsPending},${are.debitsPosted},${are.creditsPending},${are.creditsPosted}`;
  const more = [
    are.debitsPending - were.debitsPending,
    are.debitsPosted - were.debitsPosted,
    are.creditsPending - were.creditsPending,
    are.creditsPosted - were.creditsPosted,
  ].join(",");
  const entries = after.version - before.version;
  return `"(${after.id},${after.settingsVersion},${after.version},${entries},${become},${more},${after.touchedAt})"`;
}

/** The text of an array whose elements are quoted, or need it not. */
function listOf(elements: readonly (string | number)[]): string {
  return `{${elements.join(",")}}`;
}
