import type { Database } from "@holdfast/postgres";

import { delegationView } from "../../application/delegation-view.ts";
import type { FinalRows } from "../../application/final-rows.ts";
import { type DelegationCells, delegationColumns, delegationsOf } from "./delegation-cells.ts";

/**
 * Ranks grow with levels, so the last rank up to level $1 is found by halving the ranks: twenty look-ups in an index
 * that is there, instead of an index on levels for this alone.
 */
function statement(schema: string): string {
  return `
    with recursive halved(low, high) as (
      select 0, coalesce((select n from ${schema}.scope_count where year = 0), 0)
      union all
      select case when d.level <= $1 then d.g else h.low end,
             case when d.level <= $1 then h.high else d.g - 1 end
      from halved h join ${schema}.delegation d on d.g = (h.low + h.high + 1) / 2
      where h.low < h.high
    ), start as (select low + $3::int as g from halved where low = high)
    select ${delegationColumns(schema)}
    from start
    join ${schema}.delegation d on d.g > start.g and d.g <= start.g + $4::int
    where d.level <= $2
    order by d.g`;
}

/** The rows that became final with one change, from the ranked history. */
export function finalRows(database: Database, schema: string): FinalRows {
  const text = statement(schema);
  return async ({ after, level, skip, limit }) => {
    const { rows } = await database.read<DelegationCells>({
      name: "final-rows",
      text,
      values: [after, level, skip, limit],
      rowMode: "array",
    });
    return delegationsOf(rows).map((row) => delegationView(row, level));
  };
}
