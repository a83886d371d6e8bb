/** Where the dense ranks of the next row begin. */
export type RankCursor = {
  /** Rank over the whole history of the row before; 0 before the first. */
  readonly g: number;
  /** The year of the row before. */
  readonly year: number;
  /** Rank within that year of the row before. */
  readonly y: number;
};

export type Ranked<Row> = { readonly row: Row; readonly g: number; readonly y: number };

/** Gives each row its rank over everything (`g`) and within its year (`y`), both counting from 1. */
export function rankRows<Row extends { readonly year: number }>(
  start: RankCursor,
  rows: readonly Row[],
): { readonly ranked: readonly Ranked<Row>[]; readonly end: RankCursor } {
  let { g, year, y } = start;
  const ranked = rows.map((row) => {
    g += 1;
    y = row.year === year ? y + 1 : 1;
    year = row.year;
    return { row, g, y };
  });
  return { ranked, end: { g, year, y } };
}
