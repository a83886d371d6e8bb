import { type Database } from "@holdfast/postgres";

import {
  PAGE_SIZE_MAX,
  type DelegationPage,
  type DelegationPages,
  type PageRow,
} from "../../application/delegation-pages.ts";

/** Levels, counts and rows of one snapshot; a page without rows still has the first four cells. */
type Cells = readonly [
  head: number,
  final: number,
  total: number | null,
  time: string | null,
  amount: string,
  delegator: string,
  level: string,
];

/**
 * The page is a range of dense ranks, so the last costs what the first costs. Counter and rows are read in one
 * statement and therefore agree, whatever is being appended meanwhile. The limit is a constant, although the range
 * holds a page anyway: only then does the server find its generic plan good enough to stop planning anew (0.2 ms).
 */
function pageStatement(schema: string, scope: "history" | "year"): string {
  const rank = scope === "history" ? "g" : "y";
  const within = scope === "history" ? "" : "d.year = $3::smallint and";
  const year = scope === "history" ? "0" : "$3::smallint";
  return `
    select s.head_level, s.final_level, c.n, d.ts::text, d.amount::text, a.addr, d.level::text
    from ${schema}.sync s
    left join ${schema}.scope_count c on c.year = ${year}
    left join lateral (
      select d.ts, d.amount, d.sender, d.level, d.${rank} from ${schema}.delegation d
      where ${within} d.${rank} > c.n - $1::bigint * $2::int
        and d.${rank} <= c.n - ($1::bigint - 1) * $2::int
      order by d.${rank} desc limit ${PAGE_SIZE_MAX}
    ) d on true
    left join ${schema}.address a on a.aid = d.sender
    order by d.${rank} desc`;
}

/** The session runs in UTC: `2018-06-30 19:30:27+00`. */
function isoUtc(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}Z`;
}

function pageOf(rows: readonly Cells[]): DelegationPage {
  const [head = 0, final = 0, total = null] = rows[0] ?? [];
  const page: PageRow[] = [];
  for (const [, , , time, amount, delegator, level] of rows) {
    if (time !== null) page.push({ timestamp: isoUtc(time), amount, delegator, level });
  }
  return { rows: page, total: total ?? 0, head, final };
}

/** Pages of the ranked history, straight from the table. */
export function delegationPages(database: Database, schema: string): DelegationPages {
  const history = pageStatement(schema, "history");
  const ofYear = pageStatement(schema, "year");
  return async ({ page, size, year }) => {
    const { rows } = await database.read<Cells>(
      year === undefined
        ? { name: "page", text: history, values: [page, size], rowMode: "array" }
        : { name: "page-of-year", text: ofYear, values: [page, size, year], rowMode: "array" },
    );
    return pageOf(rows);
  };
}
