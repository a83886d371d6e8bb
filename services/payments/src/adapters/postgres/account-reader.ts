import type { Database } from "@holdfast/postgres";

import type { AccountReader } from "../../application/ledger-readers.ts";
import type { Account } from "../../domain/account.ts";
import { ACCOUNT_JSON } from "./account-columns.ts";
import { accountOfRow, type AccountRow } from "./account-row.ts";
import { asTenant } from "./as-tenant.ts";

/** Looks up accounts one by one. */
export function accountReader(database: Database, schema: string): AccountReader {
  const find = (tenant: string, column: "id" | "number", value: string) =>
    asTenant(database, tenant, async (tx): Promise<Account | undefined> => {
      const { rows } = await tx.query<{ row: AccountRow }>({
        name: `account_by_${column}`,
        text: `select ${ACCOUNT_JSON} as row from ${schema}.account as a where tenant_id = $1 and ${column} = $2`,
        values: [tenant, value],
      });
      const [found] = rows;
      return found && accountOfRow(found.row);
    });
  return {
    byId: (tenant, id) => find(tenant, "id", id),
    byNumber: (tenant, number) => find(tenant, "number", number),
  };
}
