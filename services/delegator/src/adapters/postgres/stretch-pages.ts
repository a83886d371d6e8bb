import type { Database } from "@holdfast/postgres";

import type { ReadRankedPage } from "../../application/delegation-pages.ts";
import type { Delegation } from "../../domain/delegation.ts";
import { stretchOf } from "../../domain/list-scope.ts";
import {
  DELEGATION_SOURCE,
  type DelegationCells,
  delegationColumns,
  delegationsOf,
} from "./delegation-cells.ts";
import { stretchBorders, stretchValues } from "./stretch-borders.ts";

type Cells = readonly [
  head: number,
  final: number,
  retractions: bigint,
  n: number,
  total: number,
  totalMax: number,
  ...DelegationCells,
];

/**
 * The ranks of a stretch count from its lower border, below which nothing comes or goes. A stretch that only what is
 * final can enter never shrinks, so the most it ever had is what it has; any other may have lost rows to a reorg, but
 * never had more than the whole history.
 */
function statement(schema: string): string {
  return `
    with b as materialized (${stretchBorders(schema)}),
    list as materialized (
      select b.*, b.high - b.low as total,
             case when $5::boolean then b.high - b.low else b.n_max - b.low end as total_max
      from b
    )
    select l.head_level, l.final_level, l.retractions, l.n, l.total, l.total_max,
           ${delegationColumns(schema)}
    from list l
    cross join lateral (
      select l.low + case when $8::bigint is null then l.total else least($8::bigint, l.total_max) end as n
    ) top
    left join lateral (
      select ${DELEGATION_SOURCE}, d.g from ${schema}.delegation d
      where d.g > greatest(top.n - $6::bigint * $7::int, l.low)
        and d.g <= least(top.n - ($6::bigint - 1) * $7::int, l.high)
      order by d.g desc limit 1000
    ) d on true
    order by d.g desc`;
}

/** Pages of a stretch, at the same cost wherever it lies and however deep they are. */
export function stretchPages(database: Database, schema: string): ReadRankedPage<Delegation> {
  const text = statement(schema);
  return async (scope, { page, size, asOf = null }) => {
    const { rows } = await database.read<Cells>({
      // Planned anew each time: borders that are open fall away, and that is worth more than the plan costs.
      name: "stretch-page",
      text,
      values: [...stretchValues(stretchOf(scope)), page, size, asOf],
      rowMode: "array",
    });
    const [head = 0, final = 0, retractions = 0n, n = 0, total = 0, totalMax = 0] = rows[0] ?? [];
    return {
      rows: delegationsOf(rows.map(([, , , , , , ...cells]) => cells)),
      total,
      totalMax,
      state: { head, final, retractions, rows: n },
    };
  };
}
