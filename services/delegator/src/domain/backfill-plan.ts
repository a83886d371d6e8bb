/** The first year with delegations on mainnet. */
export const FIRST_YEAR = 2018;

/**
 * Delegations of mainnet by year from the first on, in thousands. Assumed, since no counts by year are published: fitted
 * to the total of 760,930 on 2025-07-16, the pace of then (7.5 an hour) and the size of a full dump of 2023-06-29.
 * Whatever the truth is, only the balance between ranges depends on it.
 */
const THOUSANDS_BY_YEAR = [30, 70, 90, 190, 170, 92, 83];
/** A year at the pace of 2025, in thousands. */
const THOUSANDS_LATER = 66;

/** A stretch of whole UTC years, `from` included and `to` excluded; undefined means open. */
export type YearRange = { readonly from: number | undefined; readonly to: number | undefined };

/**
 * Ranges of about equal weight. They begin at a New Year, so that the rank within a year is known where a range begins.
 */
export function planRanges(years: { readonly last: number; readonly ranges: number }): YearRange[] {
  const span = Math.max(1, years.last - FIRST_YEAR + 1);
  const count = Math.max(1, Math.min(years.ranges, span));
  const borders = bordersOf(weightsBefore(span), count);
  return Array.from({ length: count }, (_, index) => ({
    from: borders[index - 1],
    to: borders[index],
  }));
}

/** How much lies before each year, and in all of them at the end. */
function weightsBefore(span: number): readonly number[] {
  const before = [0];
  for (let index = 0; index < span; index += 1) {
    before.push((before[index] ?? 0) + (THOUSANDS_BY_YEAR[index] ?? THOUSANDS_LATER));
  }
  return before;
}

/** The New Year nearest to each even share that leaves every range a year at least. */
function bordersOf(before: readonly number[], count: number): readonly number[] {
  const span = before.length - 1;
  const total = before[span] ?? 0;
  const borders: number[] = [];
  let at = 0;
  for (let index = 1; index < count; index += 1) {
    const share = (total * index) / count;
    const latest = span - (count - index);
    const distance = (year: number): number => Math.abs((before[year] ?? 0) - share);
    at += 1;
    while (at < latest && distance(at + 1) <= distance(at)) at += 1;
    borders.push(FIRST_YEAR + at);
  }
  return borders;
}
