import type { Database } from "@holdfast/postgres";

import type { Delegation } from "../../domain/delegation.ts";
import { type DelegationCells, delegationColumns, delegationsOf } from "./delegation-cells.ts";

/** From the newest rank down to the first row that is not above the level, so that only these rows are touched. */
function statement(schema: string): string {
  return `
    with recursive newest as (
      (select d.* from ${schema}.delegation d order by d.g desc limit 1)
      union all
      select d.* from newest n join ${schema}.delegation d on d.g = n.g - 1 where n.level > $1
    )
    select ${delegationColumns(schema)} from newest d
    where d.level > $1
    order by d.g`;
}

/** The rows above a level, oldest first. */
export async function rowsAbove(
  database: Database,
  schema: string,
  level: number,
): Promise<readonly Delegation[]> {
  const { rows } = await database.read<DelegationCells>({
    text: statement(schema),
    values: [level],
    rowMode: "array",
  });
  return delegationsOf(rows);
}
