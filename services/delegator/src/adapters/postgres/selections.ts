import type { Database, Transaction } from "@holdfast/postgres";

import type { ReadSelection, SelectionRequest } from "../../application/selection.ts";
import type { Delegation } from "../../domain/delegation.ts";
import { type DelegationCells, delegationColumns, delegationsOf } from "./delegation-cells.ts";
import { selectionConditions } from "./selection-conditions.ts";
import { type SelectionEdges, selectionEdges } from "./selection-edges.ts";
import { SNAPSHOT } from "./snapshot.ts";
import { SqlValues } from "./sql-values.ts";

/**
 * Rows found by search, in the order of their ids. In two statements on one snapshot: only when the edges stand in the
 * second as values does the planner know how much lies between them. With edges it could not see it took them to hold
 * half a percent of the history, read it all and sorted it, 150 ms for a page that takes 5.
 */
export function selections(database: Database, schema: string): ReadSelection {
  return (request) =>
    database.transaction(async (tx) => {
      const {
        above,
        below,
        sender,
        baker,
        span: _,
        ...edges
      } = await selectionEdges(tx, schema, request);
      const rows = await rowsBetween(tx, {
        schema,
        request,
        edges: { above, below, sender, baker },
      });
      return { ...edges, rows };
    }, SNAPSHOT);
}

type Between = {
  readonly schema: string;
  readonly request: SelectionRequest;
  readonly edges: Pick<SelectionEdges, "above" | "below" | "sender" | "baker">;
};

async function rowsBetween(tx: Transaction, between: Between): Promise<readonly Delegation[]> {
  const { filter } = between.request.scope;
  const { sender, baker } = between.edges;
  const isStrange =
    (filter.delegator !== undefined && sender === null) ||
    (filter.baker !== undefined && baker === null);
  if (isStrange) return [];
  const values = new SqlValues();
  const text = statement(between, values);
  // Without a name it is planned for its values, which differ more than the texts do.
  const { rows } = await tx.query<DelegationCells>({ text, values: values.all, rowMode: "array" });
  return delegationsOf(rows);
}

/** The narrowest bounds on ids: the edges of the list, and the cursor inside them. */
function boundsOf({ request, edges }: Between): readonly [above: string, below: string] {
  const { cursor } = request;
  const id = cursor === undefined ? undefined : BigInt(cursor.id);
  const above = BigInt(edges.above);
  const below = BigInt(edges.below);
  if (id === undefined) return [edges.above, edges.below];
  return cursor?.towards === "newer"
    ? [String(id > above ? id : above), edges.below]
    : [edges.above, String(id < below ? id : below)];
}

/**
 * Every alternative is read along its own index, in order and only as far as the page needs; the alternatives exclude
 * each other, so that no row comes twice.
 */
function statement(between: Between, values: SqlValues): string {
  const { schema, request, edges } = between;
  const { scope, cursor, offset, limit } = request;
  const order = cursor?.towards === "newer" ? "asc" : "desc";
  const [above, below] = boundsOf(between);
  const bounds = `d.id > ${values.add(above, "bigint")} and d.id < ${values.add(below, "bigint")}`;
  const { every, alternatives } = selectionConditions(scope.filter, edges, values.add);
  const branches = alternatives.map((alternative) => {
    const where = [bounds, ...every, ...alternative].join(" and ");
    return `(select d.* from ${schema}.delegation d where ${where}
             order by d.id ${order} limit ${offset + limit})`;
  });
  return `
    select ${delegationColumns(schema)} from (
      select * from (${branches.join(" union all ")}) d
      order by id ${order} limit ${limit} offset ${offset}
    ) d
    order by d.id ${order}`;
}
