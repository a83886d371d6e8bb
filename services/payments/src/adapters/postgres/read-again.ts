import type { Database } from "@holdfast/postgres";

import type { Account } from "../../domain/account.ts";
import type { KnownQuote } from "../../domain/ledger-view.ts";
import type { RecordedTransfer } from "../../domain/recorded-transfer.ts";
import { ACCOUNT_JSON } from "./account-columns.ts";
import { accountOfRow, type AccountRow } from "./account-row.ts";
import { asTenant } from "./as-tenant.ts";
import type { Ledger } from "./open-book.ts";
import { quoteOfRow, type QuoteRow } from "./quote-row.ts";
import { recordedOfRow, type TransferRow } from "./transfer-row.ts";

/** What was written, as it can be shown again. */
export type Shown = {
  readonly transfers: ReadonlyMap<string, RecordedTransfer>;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly quotes: ReadonlyMap<string, KnownQuote>;
};

/** Reads transfers with their accounts, and quotes, to tell about them again. */
export function readAgain(
  database: Database,
  { schema, tenant }: Ledger,
  {
    transfers,
    quotes,
  }: { readonly transfers: readonly string[]; readonly quotes: readonly string[] },
): Promise<Shown> {
  return asTenant(database, tenant, async (tx) => {
    const recorded = await tx.query<TransferRow>({
      name: "again_transfers",
      text: `select * from ${schema}.transfer where tenant_id = $1 and id = any ($2::uuid[])`,
      values: [tenant, transfers],
    });
    const ids = recorded.rows.flatMap((row) => [row.debit_account, row.credit_account]);
    const accounts = await tx.query<{ row: AccountRow }>({
      name: "again_accounts",
      text: `select ${ACCOUNT_JSON} as row from ${schema}.account as a where tenant_id = $1 and id = any ($2::uuid[])`,
      values: [tenant, [...new Set(ids)]],
    });
    const promised =
      quotes.length === 0
        ? []
        : (
            await tx.query<QuoteRow>({
              name: "again_quotes",
              text: `select * from ${schema}.quote where tenant_id = $1 and id = any ($2::uuid[])`,
              values: [tenant, quotes],
            })
          ).rows;
    return {
      transfers: new Map(recorded.rows.map((row) => [row.id, recordedOfRow(row)])),
      accounts: new Map(accounts.rows.map(({ row }) => [row[0], accountOfRow(row)])),
      quotes: new Map(promised.map((row) => [row.id, quoteOfRow(row)])),
    };
  });
}
