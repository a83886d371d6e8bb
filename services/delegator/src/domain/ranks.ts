/** Where the dense ranks of the next row begin. */
export type RankCursor = {
  /** Rank over the whole history of the row before; 0 before the first. */
  readonly g: number;
  /** The year of the row before. */
  readonly year: number;
  /** Rank within that year of the row before. */
  readonly y: number;
};

/** Dense ranks of rows in a row, counting from 1. */
export type Ranks = {
  /** Rank over the whole history of the first row; each further row has the next one. */
  readonly g: number;
  /** Rank of each row within its year. */
  readonly y: Int32Array;
};

/** The ranks of the next rows, whose years these are. */
export function ranksAfter(
  start: RankCursor,
  years: ArrayLike<number>,
): { readonly ranks: Ranks; readonly end: RankCursor } {
  const ranks = { g: start.g + 1, y: new Int32Array(years.length) };
  let { year, y } = start;
  for (let at = 0; at < years.length; at += 1) {
    const next = years[at] ?? year;
    y = next === year ? y + 1 : 1;
    year = next;
    ranks.y[at] = y;
  }
  return { ranks, end: { g: start.g + years.length, year, y } };
}
