import type { AppliedThen } from "./manifest.ts";

/**
 * Migrations as they were applied, given in the order of their times. Numbers of a series come first to last also where
 * the clock had been set back between two of them.
 */
export function appliedOrder(noted: readonly AppliedThen[]): readonly AppliedThen[] {
  const waiting = Map.groupBy(noted, ({ series }) => series);
  const turns = new Map(
    [...waiting].map(([series, rows]) => [
      series,
      rows.toSorted((a, b) => a.number - b.number).values(),
    ]),
  );
  return noted.flatMap(({ series }) => {
    const next = turns.get(series)?.next().value;
    if (next === undefined) return [];
    return [{ series, number: next.number, name: next.name, checksum: next.checksum }];
  });
}
