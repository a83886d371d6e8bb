import { type Database } from "@holdfast/postgres";

import { type ReadRankedPage } from "../../application/delegation-pages.ts";
import { type Delegation } from "../../domain/delegation.ts";
import { type DelegationCells, delegationColumns, delegationsOf } from "./delegation-cells.ts";
import { NO_STATE, type StateCells, rankedState, rankedStatement } from "./ranked-statement.ts";

type Cells = readonly [...StateCells, ...DelegationCells];

/** Pages of the whole history and of years, each delegation with everything that is known of it. */
export function wholeDelegationPages(
  database: Database,
  schema: string,
): ReadRankedPage<Delegation> {
  const columns = { text: delegationColumns(schema), join: "", sizeMax: 1000 };
  const history = rankedStatement(schema, "history", columns);
  const ofYear = rankedStatement(schema, "year", columns);
  return async ({ year }, { page, size, asOf = null }) => {
    const values = [page, size, asOf];
    const { rows } = await database.read<Cells>(
      year === undefined
        ? { name: "whole-page", text: history, values, rowMode: "array" }
        : { name: "whole-page-of-year", text: ofYear, values: [...values, year], rowMode: "array" },
    );
    const [head, final, epoch, total, totalMax] = rows[0] ?? NO_STATE;
    return {
      ...rankedState([head, final, epoch, total, totalMax]),
      rows: delegationsOf(rows.map(([, , , , , ...cells]) => cells)),
    };
  };
}
