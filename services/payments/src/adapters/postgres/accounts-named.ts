import type { Transaction } from "@holdfast/postgres";

import type { Account } from "../../domain/account.ts";
import { ACCOUNT_JSON } from "./account-columns.ts";
import { accountOfRow, type AccountRow } from "./account-row.ts";
import type { Ledger } from "./open-book.ts";

/** Accounts by their ids; those that are not there are left out. */
export async function accountsNamed(
  tx: Transaction,
  { schema, tenant }: Ledger,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Account>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<{ row: AccountRow }>({
    name: "accounts_named",
    text: `select ${ACCOUNT_JSON} as row from ${schema}.account as a
      where a.tenant_id = $1 and a.id = any ($2::uuid[])`,
    values: [tenant, [...new Set(ids)]],
  });
  return new Map(rows.map(({ row }) => [row[0], accountOfRow(row)]));
}
