import type { Transaction } from "@holdfast/postgres";
import { jsonArray } from "@holdfast/postgres/event-store";

import type { Account } from "../../domain/account.ts";
import type { Changes } from "../../domain/draft.ts";
import type { LedgerView } from "../../domain/ledger-view.ts";
import type { Transfer } from "../../domain/transfer.ts";
import { BookChanged } from "./book-changed.ts";
import { rowOfQuote } from "./quote-row.ts";
import { counterColumns, rowOfTransfer } from "./transfer-row.ts";

/** What a tenant's ledger was, and what has become of it. */
export type Written = {
  readonly tenant: string;
  readonly before: LedgerView;
  readonly changes: Changes;
};

/**
 * Writes what ledgers have become, tenant after tenant, before the transaction commits, which fails with `BookChanged` if
 * somebody else was first with an id or a number.
 */
export function writeBooks(tx: Transaction, schema: string, written: readonly Written[]): void {
  if (written.length === 0) return;
  const parts = written.map(partsOf);
  const altered = written.map(({ changes: { accounts, transfers, quotes } }) =>
    [...accounts.keys(), ...transfers.keys(), ...quotes.keys()].join(","),
  );
  const [opened, ...others] = PARTS.map((name) => column(parts.map((each) => each[name])));
  const statement = {
    name: "write_books",
    text: `select ${schema}.write_books($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as is_written`,
    values: [
      written.map(({ tenant }) => tenant),
      opened,
      altered.map((ids) => `{${ids}}`),
      ...others,
    ],
  };
  tx.expect<{ is_written: boolean }>(statement, ({ rows }) => {
    if (rows[0]?.is_written !== true) throw new BookChanged();
  });
}

/** In the order of the parameters. */
const PARTS = [
  "opened",
  "settled",
  "moved",
  "transfers",
  "resolved",
  "takenBack",
  "failed",
  "quotes",
  "used",
] as const;

/** The rows of a ledger, statement by statement. */
function partsOf({ before, changes }: Written): Record<(typeof PARTS)[number], readonly object[]> {
  const accounts = [...changes.accounts.values()];
  const transfers = [...changes.transfers.values()];
  const quotes = [...changes.quotes.values()];
  return {
    opened: accounts.filter(({ id }) => before.account(id) === undefined).map(rowOfAccount),
    settled: accounts.filter((each) => isSettled(before.account(each.id), each)).map(rowOfSettings),
    moved: accounts.filter((each) => isMoved(before.account(each.id), each)).map(rowOfCounters),
    transfers: changes.recorded.map(rowOfTransfer),
    resolved: transfers.flatMap(rowOfEnded),
    takenBack: transfers.flatMap(rowOfReversed),
    failed: [...changes.failed].map(([id, code]) => ({ id, code })),
    quotes: quotes.filter(({ quote }) => before.quote(quote) === undefined).map(rowOfQuote),
    used: quotes.flatMap(({ quote: id, usedBy }) =>
      usedBy === undefined ? [] : { id, used_by: usedBy },
    ),
  };
}

/** Null where no tenant has anything to do, and in it for a tenant who has not, which saves the statement. */
function column(rows: readonly (readonly object[])[]): Buffer | null {
  if (rows.every(({ length }) => length === 0)) return null;
  return jsonArray(rows.map((each) => (each.length === 0 ? null : JSON.stringify(each))));
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
