import type { Database, Transaction } from "@holdfast/postgres";

import { type PageAsked, pageOf } from "../../application/page.ts";
import type {
  ListTransfers,
  TransferFilter,
  TransferPage,
  TransferPlace,
} from "../../application/transfer-list.ts";
import { timeOf } from "./account-row.ts";
import { accountsNamed } from "./accounts-named.ts";
import { asTenant } from "./as-tenant.ts";
import { conditions } from "./conditions.ts";
import { historyBounds } from "./history-bounds.ts";
import type { Ledger } from "./open-book.ts";
import { recordedOfRow, type TransferRow } from "./transfer-row.ts";

/** Lists transfers: those of one account by its entries, the others in the order of time. */
export function transferList(database: Database, schema: string): ListTransfers {
  return (tenant, filter, page) =>
    asTenant(database, tenant, async (tx) => {
      const asked = { filter, page, ledger: { schema, tenant } };
      const { account, batch, metadata } = filter;
      const isByEntries = batch === undefined && metadata === undefined;
      const found = await (isByEntries && account !== undefined
        ? byEntries(tx, asked, account)
        : byTime(tx, asked));
      const named = found.items.flatMap(({ transfer }) => [
        transfer.debitAccount,
        transfer.creditAccount,
      ]);
      return { ...found, accounts: await accountsNamed(tx, asked.ledger, named) };
    });
}

type Asked = {
  readonly filter: TransferFilter;
  readonly page: PageAsked<TransferPlace>;
  readonly ledger: Ledger;
};
type Found = Omit<TransferPage, "accounts">;

/** In the order of time: of all transfers, or of those that have a note. */
async function byTime(tx: Transaction, { filter, page, ledger }: Asked): Promise<Found> {
  const { schema, tenant } = ledger;
  const place = page.after !== undefined && "at" in page.after ? page.after : undefined;
  const [note, ...others] = Object.entries(filter.metadata ?? {});
  const [rows, at, id] =
    note === undefined
      ? [`${schema}.transfer as t`, "t.recorded_at", "t.id"]
      : [notedSql(schema), "n.recorded_at", "n.transfer_id"];
  const where = conditions([
    ["note", "n.tenant_id = $1 and n.name = $ and n.value = $", ...(note ?? [undefined])],
    ...others.map(([name, value]) => ["too", "t.metadata ->> $::text = $", name, value] as const),
    ["batch", "t.batch_id = $", filter.batch],
    ["account", "$ in (t.debit_account, t.credit_account)", filter.account],
    ["from", `${at} >= $`, filter.from],
    ["to", `${at} < $`, filter.to],
    ["after", `(${at}, ${id}) > ($::timestamptz, $::uuid)`, place?.at, place?.id],
  ]);
  const found = await tx.query<TransferRow>({
    name: `transfers${where.name}`,
    text: `select t.* from ${rows}
      where t.tenant_id = $1 and t.amount > 0 ${where.sql} order by ${at}, ${id} limit $2`,
    values: [tenant, page.limit + 1, ...where.values],
  });
  const { items, next } = pageOf(found.rows, page.limit, (row) => ({
    at: timeOf(row.recorded_at),
    id: row.id,
  }));
  return { items: items.map(recordedOfRow), ...(next !== undefined && { next }) };
}

function notedSql(schema: string): string {
  return `${schema}.transfer_note as n join ${schema}.transfer as t on t.id = n.transfer_id`;
}

/** Entries of an account are in the order of time: a span of time is one of versions. */
async function byEntries(
  tx: Transaction,
  { filter, page, ledger }: Asked,
  id: string,
): Promise<Found> {
  const { schema, tenant } = ledger;
  const { from, to } = filter;
  const bounds = await historyBounds(tx, ledger, { id, from, to });
  if (bounds === undefined) return { items: [] };
  const place = page.after !== undefined && "version" in page.after ? page.after : undefined;
  const where = conditions([
    ["account", "e.account_id = $", id],
    ["span", "e.version > $ and e.version <= $", place?.version ?? bounds.before, bounds.upTo],
  ]);
  const { rows } = await tx.query<TransferRow & { readonly entry_version: bigint }>({
    name: `transfers_of${where.name}`,
    text: `select t.*, e.version as entry_version
      from ${schema}.entry as e join ${schema}.transfer as t on t.id = e.transfer_id
      where e.tenant_id = $1 and t.tenant_id = $1 ${where.sql} order by e.version limit $2`,
    values: [tenant, page.limit + 1, ...where.values],
  });
  const { items, next } = pageOf(rows, page.limit, (row) => ({ version: row.entry_version }));
  return { items: items.map(recordedOfRow), ...(next !== undefined && { next }) };
}
