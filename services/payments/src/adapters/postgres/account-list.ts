import type { Database } from "@holdfast/postgres";

import type { ListAccounts } from "../../application/account-list.ts";
import { pageOf } from "../../application/page.ts";
import { ACCOUNT_JSON } from "./account-columns.ts";
import { accountOfRow, type AccountRow } from "./account-row.ts";
import { asTenant } from "./as-tenant.ts";
import { conditions } from "./conditions.ts";

/** Lists accounts by the index of what they are filtered by; every code is above 0, which those indexes ask for. */
export function accountList(database: Database, schema: string): ListAccounts {
  return async (tenant, { ledger, code, status }, { after, limit }) => {
    const where = conditions([
      ["ledger", "a.ledger = $", ledger],
      ["code", "a.code = $", code],
      ["status", "a.status = $", status],
      ["after", "(a.opened_at, a.id) > ($::timestamptz, $::uuid)", after?.at, after?.id],
    ]);
    const { rows } = await asTenant(database, tenant, (tx) =>
      tx.query<{ row: AccountRow }>({
        name: `accounts${where.name}`,
        text: `select ${ACCOUNT_JSON} as row from ${schema}.account as a
          where a.tenant_id = $1 and a.code > 0 ${where.sql} order by a.opened_at, a.id limit $2`,
        values: [tenant, limit + 1, ...where.values],
      }),
    );
    const accounts = rows.map(({ row }) => accountOfRow(row));
    return pageOf(accounts, limit, ({ openedAt: at, id }) => ({ at, id }));
  };
}
