import type { HistoryMark } from "../../application/history-mark.ts";

/** Levels and counts of one snapshot. They stand before the cells of each row, and of a page without rows too. */
export type StateCells = readonly [
  head: number,
  final: number,
  retractions: bigint,
  total: number | null,
  totalMax: number | null,
];

/** What a page selects from its rows `d`. */
type RowColumns = {
  readonly text: string;
  /** The columns of the table it needs: the narrower the rows, the less there is to sort. */
  readonly source: string;
  /** Further tables the columns need. */
  readonly join: string;
  /** Delegations a page may hold. */
  readonly sizeMax: number;
};

/**
 * The page is a range of dense ranks, so the last costs what the first costs. The rows of a year stand side by side,
 * behind those of the years before. Counters and rows are read in one statement and therefore agree, whatever is being
 * appended meanwhile. The limit is a constant, although the range holds a page anyway: only then does the server find its
 * generic plan good enough to stop planning anew (0.2 ms).
 * Parameters: page, size, the count the list is pinned to or null, and for a year the year.
 */
export function rankedStatement(
  schema: string,
  scope: "history" | "year",
  { text, source, join, sizeMax }: RowColumns,
): string {
  const year = scope === "history" ? "0" : "$4::smallint";
  const within = scope === "history" ? "" : "d.year = $4::smallint and";
  const before =
    scope === "history"
      ? "0"
      : `(select coalesce(sum(b.n), 0) from ${schema}.scope_count b where b.year between 1 and $4::smallint - 1)`;
  return `
    select s.head_level, s.final_level, s.retractions, c.n, greatest(c.n, c.n_max), ${text}
    from ${schema}.sync s
    left join ${schema}.scope_count c on c.year = ${year}
    cross join lateral (
      select case when $3::bigint is null then c.n else least($3::bigint, greatest(c.n, c.n_max)) end as n,
             ${before}::bigint as before
    ) top
    left join lateral (
      select ${source}, d.g from ${schema}.delegation d
      where ${within} d.g > top.before + greatest(0, top.n - $1::bigint * $2::int)
        and d.g <= top.before + top.n - ($1::bigint - 1) * $2::int
      order by d.g desc limit ${sizeMax}
    ) d on true
    ${join}
    order by d.g desc`;
}

/** What the first row says of the snapshot, and of the list. */
export function rankedState([head, final, retractions, total, totalMax]: StateCells): {
  readonly state: HistoryMark;
  readonly total: number;
  readonly totalMax: number;
} {
  const rows = total ?? 0;
  return { state: { head, final, retractions, rows }, total: rows, totalMax: totalMax ?? 0 };
}

/** The state of a database whose one row of `sync` is missing; a migration inserts it. */
export const NO_STATE: StateCells = [0, 0, 0n, null, null];
