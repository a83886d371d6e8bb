import type { Transaction } from "@holdfast/postgres";

import type { AccountKind } from "../../domain/account.ts";
import type { Ledger } from "./open-book.ts";

/** Accounts by their ids; those that are not there are left out. */
export async function accountsNamed(
  tx: Transaction,
  { schema, tenant }: Ledger,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AccountKind>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<AccountKind>({
    name: "accounts_named",
    text: `select a.id, a.ledger, a.normal_side as "normalSide" from ${schema}.account as a
      where a.tenant_id = $1 and a.id = any ($2::uuid[])`,
    values: [tenant, [...new Set(ids)]],
  });
  return new Map(rows.map((account) => [account.id, account]));
}
