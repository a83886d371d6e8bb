import type { FoundCommand, SoughtCommand } from "@holdfast/cqrs/event-store";
import type { Transaction } from "@holdfast/postgres";
import { foundCommand } from "@holdfast/postgres/event-store";

import { LedgerState } from "../../domain/ledger-state.ts";
import type { KnownQuote } from "../../domain/ledger-view.ts";
import type { Needs } from "../../domain/needs-of.ts";
import type { Transfer } from "../../domain/transfer.ts";
import { accountOfRow, type AccountRow, timeOf } from "./account-row.ts";
import { becomeTenant } from "./as-tenant.ts";
import { BookChanged } from "./book-changed.ts";
import { inTurn } from "./in-turn.ts";
import { quoteOfRow, type QuoteRow } from "./quote-row.ts";
import { transferOfRow, type TransferRow } from "./transfer-row.ts";

/** What was loaded of a tenant's ledger, its accounts locked, and the time of the database. */
type Book = { readonly state: LedgerState; readonly now: string };

type OpenedBook = {
  readonly now: string;
  readonly accounts: readonly AccountRow[];
  readonly numbers: readonly (readonly [number: string, id: string])[] | null;
  readonly has_transfers: boolean;
  readonly failed: readonly (readonly [id: string, code: string])[] | null;
};

/** A command that the log remembers, by its place among those that were asked about, from 1. */
type KnownRow = readonly [
  no: number,
  fingerprint: string,
  stream: string,
  version: number,
  position: string,
  size: number,
  result: string | null,
];

/** Whose ledger, in which schema. */
export type Ledger = { readonly schema: string; readonly tenant: string };

/** What is wanted of a tenant's ledger, and for which commands. */
export type Wanted = {
  readonly tenant: string;
  readonly needs: Needs;
  readonly commands: readonly SoughtCommand[];
};

/** A book, and what the log remembers of the commands that it was opened for, in their order. */
export type OpenBook = Book & { readonly known: readonly FoundCommand[] };

/**
 * Tenant after tenant, makes the transaction one of the tenant, locks the accounts in the order of their ids, and loads
 * what is needed. The tenants stand in the order of their ids.
 */
export async function openBooks(
  tx: Transaction,
  schema: string,
  wanted: readonly Wanted[],
): Promise<readonly OpenBook[]> {
  const { rows } = await tx.query<{ books: readonly Opened[] }>({
    name: "open_books",
    text: `select ${schema}.open_books($1, $2, $3, $4, $5, $6, $7) as books`,
    values: [wanted.map(({ tenant }) => tenant), ...inTurn(wanted.map(listsOf))],
  });
  const books: OpenBook[] = [];
  for (const [at, each] of wanted.entries()) {
    const opened = rows[0]?.books[at];
    if (opened === undefined) throw new RangeError("open_books told nothing of a tenant");
    books.push(await bookOf(tx, { schema, ...each }, opened));
  }
  return books;
}

type Opened = { readonly book: OpenedBook; readonly known: readonly KnownRow[] | null };

/** In the order of the parameters. */
function listsOf({ commands, needs }: Wanted): readonly (readonly string[])[] {
  const { accounts, numbers, transfers, quotes } = needs;
  const ids = commands.map(({ commandId }) => commandId);
  return [ids, ...[accounts, numbers, transfers, quotes].map(unique)];
}

async function bookOf(
  tx: Transaction,
  { schema, tenant, needs, commands }: Wanted & Ledger,
  { book, known }: Opened,
): Promise<OpenBook> {
  const ledger = { schema, tenant };
  const { transfers, quotes } = needs;
  // What is read here is read as this tenant, who need not be the last one whose book was opened.
  const isMore = book.has_transfers || quotes.length > 0;
  if (isMore) await becomeTenant(tx, tenant);
  const read = book.has_transfers ? await readTransfers(tx, ledger, transfers) : [];
  const accounts = new Map(book.accounts.map((row) => [row[0], accountOfRow(row)]));
  // Somebody has committed one while accounts were waited for: its own were not locked.
  const isComplete = read.every(
    (each) => accounts.has(each.debitAccount) && accounts.has(each.creditAccount),
  );
  if (!isComplete) throw new BookChanged();
  const promised = quotes.length > 0 ? await readQuotes(tx, ledger, quotes) : [];
  const state = new LedgerState({
    accounts,
    numbers: new Map(book.numbers),
    transfers: new Map(read.map((each) => [each.id, each])),
    failed: new Map(book.failed),
    quotes: new Map(promised.map((each) => [each.quote, each])),
  });
  return { state, now: timeOf(book.now), known: knownOf(commands, known ?? []) };
}

function knownOf(
  commands: readonly SoughtCommand[],
  rows: readonly KnownRow[],
): readonly FoundCommand[] {
  const byNumber = new Map(rows.map((row) => [row[0], row]));
  return commands.map((command, at) => {
    const row = byNumber.get(at + 1);
    if (row === undefined) return undefined;
    const [, fingerprint, stream, version, position, size, result] = row;
    return foundCommand(command, {
      fingerprint: Buffer.from(fingerprint, "hex"),
      known: [stream, version, BigInt(position), size, result],
    });
  });
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
