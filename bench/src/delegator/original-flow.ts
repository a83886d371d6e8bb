import { type Database, openDatabase, type Transaction } from "@holdfast/postgres";

import { isRecord } from "../registry.ts";
import { ORIGINAL_CHECKPOINT, ORIGINAL_TABLE } from "./original-table.ts";
import { WrongRows } from "./wrong-rows.ts";

/** The original's default chunk. */
const PAGE_ROWS = 10_000;

type OriginalRow = {
  readonly id: number;
  readonly timestamp: string;
  readonly amount: number;
  readonly sender: { readonly address: string };
  readonly level: number;
};

/** Where the flow reads and where it writes. */
export type OriginalFlow = { readonly tzktUrl: string; readonly databaseUrl: string };

/**
 * The original's backfill: read the checkpoint, fetch the page after it, store page and checkpoint in one
 * transaction, until a page is empty. Nothing overlaps, because the original does one after the other.
 * Here it runs on the same Node, driver and gzip as the service does, so that only the flow differs.
 * Returns the number of requests.
 */
export async function runOriginalFlow({ tzktUrl, databaseUrl }: OriginalFlow): Promise<number> {
  await using database = openDatabase({ url: databaseUrl, applicationName: "original", max: 1 });
  for (let requests = 1; ; requests += 1) {
    const rows = await fetchPage(tzktUrl, await readCheckpoint(database));
    const last = rows.at(-1);
    if (last === undefined) return requests;
    await database.transaction((tx) => storePage(tx, rows, last.id));
  }
}

async function readCheckpoint(database: Database): Promise<bigint> {
  const { rows } = await database.read<{ readonly last_id: bigint }>({
    text: `select last_id from ${ORIGINAL_CHECKPOINT}`,
  });
  return rows[0]?.last_id ?? 0n;
}

/** `fetch` asks for gzip and unpacks it by itself. */
async function fetchPage(tzktUrl: string, checkpoint: bigint): Promise<readonly OriginalRow[]> {
  const query = `limit=${PAGE_ROWS}&select=id,timestamp,amount,sender,level&id.gt=${checkpoint}`;
  const answer = await fetch(`${tzktUrl}/v1/operations/delegations?${query}`);
  const rows: unknown = await answer.json();
  if (answer.status === 200 && Array.isArray(rows) && rows.every(isOriginalRow)) return rows;
  throw new WrongRows(`status ${answer.status} or a row of another shape after ${checkpoint}`);
}

function isOriginalRow(row: unknown): row is OriginalRow {
  return (
    isRecord(row) &&
    typeof row["id"] === "number" &&
    typeof row["timestamp"] === "string" &&
    typeof row["amount"] === "number" &&
    typeof row["level"] === "number" &&
    isRecord(row["sender"]) &&
    typeof row["sender"]["address"] === "string"
  );
}

const COLUMNS = "id, timestamp, amount, delegator, level";

async function storePage(
  tx: Transaction,
  rows: readonly OriginalRow[],
  lastId: number,
): Promise<void> {
  await tx.query({
    text: `create temp table incoming (id bigint, timestamp timestamptz, amount bigint, delegator text, level bigint)
           on commit drop`,
  });
  await tx.copyIn(`copy incoming (${COLUMNS}) from stdin`, [rows.map(copyLine).join("")]);
  await tx.query({
    text: `insert into ${ORIGINAL_TABLE} (${COLUMNS}) select ${COLUMNS} from incoming
           on conflict (id) do nothing`,
  });
  await tx.query({
    text: `insert into ${ORIGINAL_CHECKPOINT} (last_id) values ($1)
           on conflict (single_row) do update set last_id = excluded.last_id`,
    values: [lastId],
  });
}

/** The text format of COPY; none of these values needs escaping. */
function copyLine({ id, timestamp, amount, sender, level }: OriginalRow): string {
  return `${id}\t${timestamp}\t${amount}\t${sender.address}\t${level}\n`;
}
