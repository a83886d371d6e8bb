import type { Transaction } from "@holdfast/postgres";

import type { Account } from "../../domain/account.ts";
import { ACCOUNT_JSON } from "./account-columns.ts";
import { accountOfRow, type AccountRow } from "./account-row.ts";
import type { Ledger } from "./open-book.ts";

/** A span of time in the history of an account, as versions of its entries. */
export type HistoryBounds = {
  readonly account: Account;
  /** Of the last entry before it; 0 if there is none. */
  readonly before: bigint;
  /** Of its last entry, or of the last one before it. */
  readonly upTo: bigint;
};

/** Which account, and which span: `from` and `asOf` are part of it, `to` is not; what is left out has no end. */
type Span = {
  readonly id: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly asOf?: string | undefined;
};

/** Finds the versions of a span of time; undefined where there is no such account. */
export async function historyBounds(
  tx: Transaction,
  { schema, tenant }: Ledger,
  { id, from, to, asOf }: Span,
): Promise<HistoryBounds | undefined> {
  const before = (parameter: string): string =>
    version(`${parameter}::timestamptz - interval '1 microsecond'`);
  // Without a time no function is called.
  const version = (time: string): string =>
    `case when ${time} is not null then ${schema}.version_at($1, a.id, a.version, ${time}) end`;
  const { rows } = await tx.query<{ row: AccountRow; before: bigint | null; up_to: bigint | null }>(
    {
      name: "history_bounds",
      text: `select ${ACCOUNT_JSON} as row, ${before("$3")} as before,
        coalesce(${before("$4")}, ${version("$5::timestamptz")}) as up_to
      from ${schema}.account as a where a.tenant_id = $1 and a.id = $2`,
      values: [tenant, id, from, to, asOf],
    },
  );
  const [found] = rows;
  if (found === undefined) return undefined;
  const account = accountOfRow(found.row);
  return { account, before: found.before ?? 0n, upTo: found.up_to ?? account.version };
}
