import type { Database } from "@holdfast/postgres";

import type { PageRow, ReadRankedPage } from "../../application/delegation-pages.ts";
import { NO_STATE, type StateCells, rankedState, rankedStatement } from "./ranked-statement.ts";

type Cells = readonly [
  ...StateCells,
  time: string | null,
  amount: string,
  delegator: string,
  level: string,
];

/** The session runs in UTC: `2018-06-30 19:30:27+00`. */
function isoUtc(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}Z`;
}

function pageRows(rows: readonly Cells[]): readonly PageRow[] {
  const page: PageRow[] = [];
  for (const [, , , , , time, amount, delegator, level] of rows) {
    if (time !== null) page.push({ timestamp: isoUtc(time), amount, delegator, level });
  }
  return page;
}

/** Pages of the whole history and of years as the original shows them, straight from the table. */
export function delegationPages(database: Database, schema: string): ReadRankedPage<PageRow> {
  const columns = {
    text: "d.ts::text, d.amount::text, a.addr, d.level::text",
    source: "d.ts, d.amount, d.sender, d.level",
    join: `left join ${schema}.address a on a.aid = d.sender`,
    sizeMax: 100,
  };
  const history = rankedStatement(schema, "history", columns);
  const ofYear = rankedStatement(schema, "year", columns);
  return async ({ year }, { page, size, asOf = null }) => {
    const { rows } = await database.read<Cells>(
      year === undefined
        ? { name: "page", text: history, values: [page, size, asOf], rowMode: "array" }
        : {
            name: "page-of-year",
            text: ofYear,
            values: [page, size, asOf, year],
            rowMode: "array",
          },
    );
    const [head, final, retractions, total, totalMax] = rows[0] ?? NO_STATE;
    return { ...rankedState([head, final, retractions, total, totalMax]), rows: pageRows(rows) };
  };
}
