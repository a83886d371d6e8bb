import type { Result, Statement } from "@holdfast/postgres";

import type { Delegation } from "../../domain/delegation.ts";
import { type DelegationCells, delegationColumns, delegationsOf } from "./delegation-cells.ts";

/** From the newest rank down to the first row that is not above the level, so that only these rows are touched. */
function statement(schema: string, table: string): string {
  return `
    with recursive newest as (
      (select d.* from ${table} d order by d.g desc limit 1)
      union all
      select d.* from newest n join ${table} d on d.g = n.g - 1 where n.level > $1
    )
    select ${delegationColumns(schema)} from newest d
    where d.level > $1
    order by d.g`;
}

export type RowsWanted = {
  readonly schema: string;
  /** Of delegations, with its schema. */
  readonly table: string;
  readonly level: number;
};

/** The rows above a level, oldest first. */
export async function rowsAbove(
  read: (statement: Statement) => Promise<Result<DelegationCells>>,
  { schema, table, level }: RowsWanted,
): Promise<readonly Delegation[]> {
  const { rows } = await read({
    text: statement(schema, table),
    values: [level],
    rowMode: "array",
  });
  return delegationsOf(rows);
}
