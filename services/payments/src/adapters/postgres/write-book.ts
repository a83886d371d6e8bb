import type { Transaction } from "@holdfast/postgres";

import type { Account } from "../../domain/account.ts";
import type { Changes } from "../../domain/draft.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Transfer } from "../../domain/transfer.ts";
import type { Ledger } from "./open-book.ts";
import { rowOfQuote } from "./quote-row.ts";
import { counterColumns, rowOfTransfer } from "./transfer-row.ts";

/** Writes what a ledger has become. False if somebody else was first with an id or a number. */
export async function writeBook(
  tx: Transaction,
  { schema, tenant }: Ledger,
  { before, changes }: { readonly before: LedgerView; readonly changes: Changes },
): Promise<boolean> {
  const accounts = [...changes.accounts.values()];
  const transfers = [...changes.transfers.values()];
  const quotes = [...changes.quotes.values()];
  const failed = [...changes.failed].map(([id, code]) => ({ id, code }));
  const { rows } = await tx.query<{ is_written: boolean }>({
    name: "write_book",
    text: `select ${schema}.write_book($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as is_written`,
    values: [
      tenant,
      json(accounts.filter(({ id }) => before.account(id) === undefined).map(rowOfAccount)),
      [...changes.accounts.keys(), ...changes.transfers.keys(), ...changes.quotes.keys()],
      json(accounts.filter((each) => isSettled(before.account(each.id), each)).map(rowOfSettings)),
      json(accounts.filter((each) => isMoved(before.account(each.id), each)).map(rowOfCounters)),
      json(changes.recorded.map(rowOfTransfer)),
      json(transfers.flatMap(rowOfEnded)),
      json(transfers.flatMap(rowOfReversed)),
      json(failed),
      json(quotes.filter(({ quote }) => before.quote(quote) === undefined).map(rowOfQuote)),
      json(
        quotes.flatMap(({ quote: id, usedBy }) =>
          usedBy === undefined ? [] : { id, used_by: usedBy },
        ),
      ),
    ],
  });
  return rows[0]?.is_written === true;
}

/** Null where there is nothing to do, which saves the statement. */
function json(rows: readonly object[]): string | null {
  return rows.length === 0 ? null : JSON.stringify(rows);
}

/** Of accounts that were there before; a new one is written as a whole. */
function isSettled(before: Account | undefined, after: Account): boolean {
  return before !== undefined && before.settingsVersion !== after.settingsVersion;
}

function isMoved(before: Account | undefined, after: Account): boolean {
  return before !== undefined && before.version !== after.version;
}

function rowOfAccount(account: Account): object {
  return {
    ...rowOfSettings(account),
    ...rowOfCounters(account),
    number: account.number,
    ledger: account.ledger,
    code: account.code,
    normal_side: account.normalSide,
    opened_at: account.openedAt,
  };
}

function rowOfSettings({ id, limit, minAvailable, status, settingsVersion }: Account): object {
  return {
    id,
    limit_kind: limit,
    min_available: String(minAvailable),
    status,
    settings_version: settingsVersion,
  };
}

function rowOfCounters({ id, version, counters, touchedAt }: Account): object {
  return { id, version: String(version), ...counterColumns(counters), touched_at: touchedAt };
}

function rowOfEnded({ id, resolution }: Transfer): readonly object[] {
  if (resolution === undefined) return [];
  const { kind, by, amount } = resolution;
  return [{ id, resolution: kind, resolved_by: by, resolved_amount: String(amount) }];
}

function rowOfReversed({ id, reversed }: Transfer): readonly object[] {
  return reversed === 0n ? [] : [{ id, reversed: String(reversed) }];
}
