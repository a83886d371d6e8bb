import type { Database } from "@holdfast/postgres";

import {
  ACCOUNT_ROWS,
  compareRows,
  type Row,
  TRANSFER_ROWS,
} from "../payments-soak/audit/compare-rows.ts";
import { type Logged, LOGGED } from "../payments-soak/audit/logged.ts";
import { replayLog } from "../payments-soak/audit/replay-log.ts";
import { BY_FORCE } from "./draw-body.ts";

/** As soaks know marks: what was taken back by force may go beyond limits. Conditions are left to the service. */
const KNOWN = { conditions: new Map(), forced: new Set([BY_FORCE]) };

/**
 * Every event of a tenant's ledger that breaks a rule, every row that is not what the log makes of it, and what is out of
 * balance: in one snapshot, without a line of the service's own code.
 */
export async function wrongWithLedger(admin: Database, tenant: string): Promise<readonly string[]> {
  const { log, accounts, transfers } = await admin.transaction(
    async (tx) => ({
      log: (
        await tx.query<Logged>({
          text: `select * from (${LOGGED}) as logged where tenant = $1 order by position::bigint`,
          values: [tenant],
        })
      ).rows,
      accounts: (await tx.query<Row>(ofTenant(ACCOUNT_ROWS, tenant))).rows,
      transfers: (await tx.query<Row>(ofTenant(TRANSFER_ROWS, tenant))).rows,
    }),
    { isolation: "repeatable read", readOnly: true },
  );
  const { books, found } = replayLog(log, KNOWN);
  return [...found, ...compareRows(books, { accounts, transfers })];
}

function ofTenant(rows: string, tenant: string) {
  return { text: `${rows} where tenant_id = $1`, values: [tenant] };
}
