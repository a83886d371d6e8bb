import type { DelegationRecord } from "@holdfast/standin-tzkt";

/** A delegation of the chain with the ranks that belong to it, worked out without the service. */
export type ChainRow = {
  readonly record: DelegationRecord;
  /** UTC year of the block. */
  readonly year: number;
  /** Rank over everything, from 1. */
  readonly g: number;
  /** Rank within the year, from 1. */
  readonly y: number;
};

/** How many rows were given ranks so far. */
export type Ranks = { readonly g: number; readonly years: ReadonlyMap<number, number> };

const NO_RANKS: Ranks = { g: 0, years: new Map() };

/** Gives each record its ranks; the records come in the order of their ids, after those of `before`. */
export function* chainRows(
  records: Iterable<DelegationRecord>,
  before: Ranks = NO_RANKS,
): Generator<ChainRow, Ranks> {
  const years = new Map(before.years);
  let { g } = before;
  for (const record of records) {
    const year = Number(record.timestamp.slice(0, 4));
    const y = (years.get(year) ?? 0) + 1;
    years.set(year, y);
    g += 1;
    yield { record, year, g, y };
  }
  return { g, years };
}
