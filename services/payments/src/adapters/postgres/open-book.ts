import type { Transaction } from "@holdfast/postgres";

import { LedgerState } from "../../domain/ledger-state.ts";
import type { KnownQuote } from "../../domain/ledger-view.ts";
import type { Needs } from "../../domain/needs-of.ts";
import type { Transfer } from "../../domain/transfer.ts";
import { accountOfRow, type AccountRow, timeOf } from "./account-row.ts";
import { quoteOfRow, type QuoteRow } from "./quote-row.ts";
import { transferOfRow, type TransferRow } from "./transfer-row.ts";

/** What was loaded of a tenant's ledger, its accounts locked, and the time of the database. */
export type Book = { readonly state: LedgerState; readonly now: string };

type OpenedBook = {
  readonly now: string;
  readonly accounts: readonly AccountRow[];
  readonly numbers: readonly (readonly [number: string, id: string])[] | null;
  readonly has_transfers: boolean;
  readonly failed: readonly (readonly [id: string, code: string])[] | null;
};

/** Whose ledger, in which schema. */
export type Ledger = { readonly schema: string; readonly tenant: string };

/** Makes the transaction one of the tenant, locks the accounts in the order of their ids, and loads what is needed. */
export async function openBook(
  tx: Transaction,
  { schema, tenant }: Ledger,
  { accounts, numbers, transfers, quotes }: Needs,
): Promise<Book> {
  const { rows } = await tx.query<{ book: OpenedBook }>({
    name: "open_book",
    text: `select ${schema}.open_book($1, $2, $3, $4, $5) as book`,
    values: [tenant, unique(accounts), unique(numbers), unique(transfers), unique(quotes)],
  });
  const book = rows[0]?.book;
  if (book === undefined) throw new RangeError("open_book told nothing");
  const ledger = { schema, tenant };
  const known = book.has_transfers ? await readTransfers(tx, ledger, transfers) : [];
  const promised = quotes.length > 0 ? await readQuotes(tx, ledger, quotes) : [];
  const state = new LedgerState({
    accounts: new Map(book.accounts.map((row) => [row[0], accountOfRow(row)])),
    numbers: new Map(book.numbers),
    transfers: new Map(known.map((each) => [each.id, each])),
    failed: new Map(book.failed),
    quotes: new Map(promised.map((each) => [each.quote, each])),
  });
  return { state, now: timeOf(book.now) };
}

function unique(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}

async function readTransfers(
  tx: Transaction,
  { schema, tenant }: Ledger,
  ids: readonly string[],
): Promise<readonly Transfer[]> {
  const { rows } = await tx.query<TransferRow>({
    name: "book_transfers",
    text: `select * from ${schema}.transfer where tenant_id = $1 and id = any ($2::uuid[])`,
    values: [tenant, unique(ids)],
  });
  return rows.map(transferOfRow);
}

async function readQuotes(
  tx: Transaction,
  { schema, tenant }: Ledger,
  ids: readonly string[],
): Promise<readonly KnownQuote[]> {
  const { rows } = await tx.query<QuoteRow>({
    name: "book_quotes",
    text: `select * from ${schema}.quote where tenant_id = $1 and id = any ($2::uuid[])`,
    values: [tenant, unique(ids)],
  });
  return rows.map(quoteOfRow);
}
