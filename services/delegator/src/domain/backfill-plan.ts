/** The first year with delegations on mainnet. */
export const FIRST_YEAR = 2018;

/** A stretch of whole UTC years, `from` included and `to` excluded; undefined means open. */
export type YearRange = { readonly from: number | undefined; readonly to: number | undefined };

/** Ranges begin at a New Year, so that the rank within a year is known where a range begins. */
export function planRanges(years: { readonly last: number; readonly ranges: number }): YearRange[] {
  const span = Math.max(1, years.last - FIRST_YEAR + 1);
  const count = Math.max(1, Math.min(years.ranges, span));
  const borders = Array.from(
    { length: count - 1 },
    (_, index) => FIRST_YEAR + Math.round(((index + 1) * span) / count),
  );
  return Array.from({ length: count }, (_, index) => ({
    from: borders[index - 1],
    to: borders[index],
  }));
}
