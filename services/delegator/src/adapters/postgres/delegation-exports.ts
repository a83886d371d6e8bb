import { type Database, type Transaction } from "@holdfast/postgres";

import {
  type DelegationExports,
  type ExportRequest,
} from "../../application/delegation-exports.ts";
import { type HistoryMark } from "../../application/history-mark.ts";
import { copySql, countSql } from "./export-sql.ts";
import { markStatement, onlyMark } from "./history-mark.ts";

/** Mark, count and rows are of one snapshot, however long the rows take. */
const SNAPSHOT = { isolation: "repeatable read", readOnly: true } as const;

/** Exports written by PostgreSQL itself; not a row passes through this process as anything but bytes. */
export function delegationExports(database: Database, schema: string): DelegationExports {
  return async (request, take, signal) => {
    await database.transaction(
      async (tx) => {
        const mark = await pinnedMark(tx, schema, request);
        const count = await countOf(tx, countSql(schema, request, mark), mark.rows);
        await tx.copyOut(copySql(schema, request, mark), (chunks) => take({ mark, count, chunks }));
      },
      { ...SNAPSHOT, signal },
    );
  };
}

async function pinnedMark(
  tx: Transaction,
  schema: string,
  { asOf = Infinity }: ExportRequest,
): Promise<HistoryMark> {
  const mark = onlyMark((await tx.query<HistoryMark>(markStatement(schema))).rows);
  return { ...mark, rows: Math.min(mark.rows, asOf) };
}

async function countOf(tx: Transaction, text: string | undefined, rows: number): Promise<number> {
  if (text === undefined) return rows;
  const counted = await tx.query<{ readonly count: number }>({ text });
  return counted.rows[0]?.count ?? 0;
}
