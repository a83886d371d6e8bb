import { type RankCursor, ranksAfter } from "../../src/domain/ranks.ts";

/** A row and its ranks. */
export type Ranked<Row> = { readonly row: Row; readonly g: number; readonly y: number };

/** The rows that follow `start`, each with its ranks; from the beginning of a history when it is left out. */
export function rankRows<Row extends { readonly year: number }>(
  rows: readonly Row[],
  start: RankCursor = { g: 0, year: 0, y: 0 },
): readonly Ranked<Row>[] {
  const { ranks } = ranksAfter(
    start,
    Int32Array.from(rows, ({ year }) => year),
  );
  return rows.map((row, at) => ({ row, g: ranks.g + at, y: ranks.y[at] ?? 0 }));
}
