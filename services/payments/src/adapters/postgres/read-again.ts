import type { Database } from "@holdfast/postgres";

import type { AccountKind } from "../../domain/account.ts";
import type { KnownQuote } from "../../domain/ledger-view.ts";
import type { RecordedTransfer } from "../../domain/recorded-transfer.ts";
import { inTurn } from "./in-turn.ts";
import { quoteOfRow, type QuoteRow } from "./quote-row.ts";
import { recordedOfRow, type TransferRow } from "./transfer-row.ts";

/** What was written, as it can be shown again. */
export type Shown = {
  readonly transfers: ReadonlyMap<string, RecordedTransfer>;
  readonly accounts: ReadonlyMap<string, AccountKind>;
  readonly quotes: ReadonlyMap<string, KnownQuote>;
};

/** What of a tenant's is to be shown, by ids. */
export type Wanted = {
  readonly tenant: string;
  readonly transfers: readonly string[];
  readonly quotes: readonly string[];
};

type Told = {
  readonly transfers: readonly TransferRow[];
  readonly accounts: readonly AccountKind[];
  readonly quotes: readonly QuoteRow[];
};

/** Reads transfers with their accounts, and quotes, to tell about them again: in one call, for each of the tenants. */
export async function readAgain(
  database: Database,
  schema: string,
  wanted: readonly Wanted[],
): Promise<readonly Shown[]> {
  const { rows } = await database.read<{ told: readonly Told[] }>({
    name: "read_again",
    text: `select ${schema}.read_again($1, $2, $3, $4) as told`,
    values: [
      wanted.map(({ tenant }) => tenant),
      ...inTurn(wanted.map(({ transfers, quotes }) => [transfers, quotes])),
    ],
  });
  return wanted.map((_, at) => {
    const told = rows[0]?.told[at];
    if (told === undefined) throw new RangeError("read_again told nothing of a tenant");
    return {
      transfers: new Map(told.transfers.map((row) => [row.id, recordedOfRow(row)])),
      accounts: new Map(told.accounts.map((account) => [account.id, account])),
      quotes: new Map(told.quotes.map((row) => [row.id, quoteOfRow(row)])),
    };
  });
}
