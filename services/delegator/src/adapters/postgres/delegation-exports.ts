import type { Database, Transaction } from "@holdfast/postgres";

import {
  type DelegationExports,
  type ExportRequest,
  type ExportSize,
  pinnedMark,
} from "../../application/delegation-exports.ts";
import { listShape } from "../../domain/list-scope.ts";
import { copySql, countSql } from "./export-sql.ts";
import { type SelectionEdges, selectionEdges } from "./selection-edges.ts";
import { SNAPSHOT } from "./snapshot.ts";

/** Exports written by PostgreSQL itself; not a row passes through this process as anything but bytes. */
export function delegationExports(database: Database, schema: string): DelegationExports {
  return async (request, take, signal) => {
    await database.transaction(
      async (tx) => {
        const edges = await selectionEdges(tx, schema, placeOf(request));
        const mark = pinnedMark(edges.state, request);
        const count =
          knownCount(request, edges) ?? (await counted(tx, countSql(schema, request, edges)));
        await tx.copyOut(copySql(schema, request, edges), (chunks) =>
          take({ mark, count, chunks }),
        );
      },
      { ...SNAPSHOT, signal },
    );
  };
}

/** Tells how large an export would be, as far as its edges do. */
export function exportSize(database: Database, schema: string): ExportSize {
  return (request) =>
    database.transaction(async (tx) => {
      const edges = await selectionEdges(tx, schema, placeOf(request));
      return { mark: pinnedMark(edges.state, request), count: knownCount(request, edges) };
    }, SNAPSHOT);
}

function placeOf({ filter, asOf }: ExportRequest) {
  return { scope: { year: undefined, filter }, asOf };
}

/** All rows between the edges, unless single ones are picked out of them. */
function knownCount({ filter }: ExportRequest, { span }: SelectionEdges): number | undefined {
  return listShape({ year: undefined, filter }) === "selection" ? undefined : span;
}

async function counted(tx: Transaction, text: string): Promise<number> {
  const { rows } = await tx.query<{ readonly count: number }>({ text });
  return rows[0]?.count ?? 0;
}
