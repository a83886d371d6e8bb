import { escapeIdentifier } from "pg";

import type { SqlSession } from "../sql-session.ts";
import type { Transaction } from "../transaction.ts";
import { BackupRefused } from "./backup-refused.ts";
import type { SavedTable } from "./manifest.ts";
import type { Watch } from "./progress.ts";
import { readTable } from "./table-file.ts";
import { tableProgress } from "./table-progress.ts";

/** Puts the saved rows in the place of those that migrations brought. The schema is on the search path. */
export async function loadRows(
  tx: Transaction,
  tables: readonly SavedTable[],
  from: Watch & { readonly directory: string },
): Promise<void> {
  for (const table of tables) await removeRows(tx, escapeIdentifier(table.name));
  const progress = tableProgress("loading", tables.length, from.onProgress);
  for (const [done, table] of tables.entries()) {
    const tell = progress(table.name, done);
    await readTable(
      { directory: from.directory, table },
      (rows) => tx.copyIn(copyIn(table), rows),
      { tell, signal: from.signal },
    );
    await checkCount(tx, table);
  }
}

/** Not all may be removed from, but those that migrations have filled. */
async function removeRows(session: SqlSession, name: string): Promise<void> {
  const { rows } = await session.query({ text: `select from ${name} limit 1` });
  if (rows.length > 0) await session.query({ text: `delete from ${name}` });
}

/** Frozen: the tables are as new as the transaction, and old rows should not be written again for the vacuum's sake. */
function copyIn({ name, columns }: SavedTable): string {
  const list = columns.map((column) => escapeIdentifier(column.name)).join(", ");
  return `copy ${escapeIdentifier(name)} (${list}) from stdin with (freeze)`;
}

async function checkCount(session: SqlSession, table: SavedTable): Promise<void> {
  const text = `select count(*)::int8 as rows from ${escapeIdentifier(table.name)}`;
  const rows = (await session.query<{ readonly rows: bigint }>({ text })).rows[0]?.rows;
  if (rows === BigInt(table.rows)) return;
  const detail = `${table.name} has ${rows} rows after ${table.rows} were loaded`;
  throw new BackupRefused("rows_differ", detail);
}
