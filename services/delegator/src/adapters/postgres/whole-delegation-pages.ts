import type { Database } from "@holdfast/postgres";

import type { ReadRankedPage } from "../../application/delegation-pages.ts";
import type { Delegation } from "../../domain/delegation.ts";
import {
  DELEGATION_SOURCE,
  type DelegationCells,
  delegationColumns,
  delegationsOf,
} from "./delegation-cells.ts";
import { NO_STATE, type StateCells, rankedState, rankedStatement } from "./ranked-statement.ts";

type Cells = readonly [...StateCells, ...DelegationCells];

/** Pages up to this size have a statement of their own, whose limit is near what it reads; see `rankedStatement`. */
const SMALL = 100;
const LARGE = 1000;

/** Pages of the whole history and of years, each delegation with everything that is known of it. */
export function wholeDelegationPages(
  database: Database,
  schema: string,
): ReadRankedPage<Delegation> {
  const texts = new Map(
    [SMALL, LARGE].map((sizeMax) => {
      const columns = {
        text: delegationColumns(schema),
        source: DELEGATION_SOURCE,
        join: "",
        sizeMax,
      };
      const scoped = (scope: "history" | "year") => rankedStatement(schema, scope, columns);
      return [sizeMax, { history: scoped("history"), year: scoped("year") }];
    }),
  );
  return async ({ year }, { page, size, asOf = null }) => {
    const sizeMax = size <= SMALL ? SMALL : LARGE;
    const scope = year === undefined ? "history" : "year";
    const { rows } = await database.read<Cells>({
      name: `whole-page-of-${scope}-${sizeMax}`,
      text: texts.get(sizeMax)?.[scope] ?? "",
      values: [page, size, asOf, ...(year === undefined ? [] : [year])],
      rowMode: "array",
    });
    const [head, final, retractions, total, totalMax] = rows[0] ?? NO_STATE;
    return {
      ...rankedState([head, final, retractions, total, totalMax]),
      rows: delegationsOf(rows.map(([, , , , , ...cells]) => cells)),
    };
  };
}
