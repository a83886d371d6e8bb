import type { Transaction } from "@holdfast/postgres";

import type { LoggedChange } from "./changes-of.ts";

/** Notified, with the number of the newest change, by the transaction that writes changes. */
export const CHANGE_CHANNEL = "delegator_change";

/** Changes in their order, and the number that the last of them was given. */
type Numbered = { readonly changes: readonly LoggedChange[]; readonly last: number };

/** Appends to the log of changes and wakes those who follow it once the transaction commits. */
export async function logChanges(
  tx: Transaction,
  schema: string,
  { changes, last }: Numbered,
): Promise<void> {
  if (changes.length === 0) return;
  await tx.query({
    name: "log-changes",
    text: `insert into ${schema}.change (seq, at, op, level, payload)
           select $1::bigint + ordinality, now(), op, level, payload
           from unnest($2::text[], $3::int[], $4::text[]) with ordinality as logged (op, level, payload)`,
    values: [
      last - changes.length,
      changes.map(({ op }) => op),
      changes.map(({ level }) => level),
      changes.map(({ payload }) => payload),
    ],
  });
  await tx.query({
    name: "notify-change",
    text: `select pg_notify($1, $2)`,
    values: [CHANGE_CHANNEL, String(last)],
  });
}
