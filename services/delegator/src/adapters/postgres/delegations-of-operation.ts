import type { Database } from "@holdfast/postgres";

import type { ReadOperation } from "../../application/operation.ts";
import { type DelegationCells, delegationColumns, delegationsOf } from "./delegation-cells.ts";
import { NO_STATE, type StateCells, rankedState } from "./ranked-statement.ts";

type Cells = readonly [...StateCells, ...DelegationCells];

/** The delegations of one operation, by the natural key. */
export function delegationsOfOperation(database: Database, schema: string): ReadOperation {
  const text = `
    select s.head_level, s.final_level, s.retractions, c.n, c.n_max, ${delegationColumns(schema)}
    from ${schema}.sync s
    left join ${schema}.scope_count c on c.year = 0
    left join ${schema}.delegation d on d.op_hash = $1
    order by d.id desc`;
  return async (hash) => {
    const { rows } = await database.read<Cells>({
      name: "operation",
      text,
      values: [hash],
      rowMode: "array",
    });
    const [head, final, retractions, total, totalMax] = rows[0] ?? NO_STATE;
    const { state } = rankedState([head, final, retractions, total, totalMax]);
    return { state, rows: delegationsOf(rows.map(([, , , , , ...cells]) => cells)) };
  };
}
