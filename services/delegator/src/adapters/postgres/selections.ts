import { type Database } from "@holdfast/postgres";

import {
  type ReadSelection,
  type Selection,
  type SelectionRequest,
} from "../../application/selection.ts";
import { listShape, stretchOf } from "../../domain/list-scope.ts";
import { type DelegationCells, delegationColumns, delegationsOf } from "./delegation-cells.ts";
import { selectionConditions } from "./selection-conditions.ts";
import { SqlValues } from "./sql-values.ts";
import { stretchBorders, stretchValues } from "./stretch-borders.ts";

type Cells = readonly [
  head: number,
  final: number,
  epoch: bigint,
  rows: number,
  historyMax: number,
  pinnedId: string | null,
  finalId: string,
  ...DelegationCells,
];

/** Greater than any id. */
const NO_ID = "9223372036854775807";

/** Ids ascend with ranks, so the borders of the stretch are borders for ids too, and those every index can use. */
function statement(schema: string, request: SelectionRequest, values: SqlValues): string {
  const { asOf, cursor, offset, limit, scope } = request;
  const order = cursor?.towards === "newer" ? "asc" : "desc";
  const asOfRank = values.add(asOf ?? null, "bigint");
  const idOf = (rank: string) => `(select d.id from ${schema}.delegation d where d.g = ${rank})`;
  const countYear = listShape(scope) === "year" ? values.add(scope.year, "smallint") : "0";
  return `
    with b as materialized (${stretchBorders(schema)}),
    edge as materialized (
      select b.*,
             coalesce(${idOf("b.low")}, 0) as above,
             coalesce(${idOf(`least(b.high, ${asOfRank}) + 1`)}, ${NO_ID}) as below,
             ${idOf(asOfRank)} as pinned_id,
             coalesce((select d.id from ${schema}.delegation d where d.level <= b.final_level
                     order by d.g desc limit 1), 0) as final_id
      from b
    )
    select e.head_level, e.final_level, e.retractions,
           coalesce((select c.n from ${schema}.scope_count c where c.year = ${countYear}), 0), e.n_max,
           e.pinned_id::text, e.final_id::text, ${delegationColumns(schema)}
    from edge e
    left join lateral (
      ${selectedRows(schema, request, values)}
      order by id ${order} limit ${limit} offset ${offset}
    ) d on true
    order by d.id ${order}`;
}

/**
 * Every alternative is read along its own index, in order and only as far as the page needs; the alternatives exclude
 * each other, so that no row comes twice.
 */
function selectedRows(schema: string, request: SelectionRequest, values: SqlValues): string {
  const { scope, cursor, offset, limit } = request;
  const isNewer = cursor?.towards === "newer";
  const { every, alternatives } = selectionConditions(schema, scope.filter, values);
  const bounds = [
    "d.id > e.above and d.id < e.below",
    ...(cursor === undefined
      ? []
      : [`d.id ${isNewer ? ">" : "<"} ${values.add(cursor.id, "bigint")}`]),
  ];
  const branches = alternatives.map((alternative) => {
    const where = [...bounds, ...every, ...alternative].join(" and ");
    return `(select d.* from ${schema}.delegation d where ${where}
             order by d.id ${isNewer ? "asc" : "desc"} limit ${offset + limit})`;
  });
  return `select * from (${branches.join(" union all ")}) d`;
}

/** Rows found by search, in the order of their ids. */
export function selections(database: Database, schema: string): ReadSelection {
  return async (request) => {
    const values = new SqlValues(stretchValues(stretchOf(request.scope)));
    const text = statement(schema, request, values);
    // Without a name it is planned for its values, which differ more than the texts do.
    const { rows } = await database.read<Cells>({ text, values: values.all, rowMode: "array" });
    return selectionOf(rows);
  };
}

const NO_STATE = [0, 0, 0n, 0, 0, null, "0"] as const;

function selectionOf(rows: readonly Cells[]): Selection {
  const [head, final, epoch, count, historyMax, pinnedId, finalId] = rows[0] ?? NO_STATE;
  return {
    rows: delegationsOf(rows.map(([, , , , , , , ...cells]) => cells)),
    state: { head, final, epoch, rows: count },
    historyMax,
    pinnedId: pinnedId === null ? undefined : Number(pinnedId),
    finalId: Number(finalId),
  };
}
