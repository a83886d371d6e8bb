/** Delegations of mainnet up to 2025-07-16, the size the generator has when asked for nothing else. */
export const MAINNET_ROWS = 760_930;

/** How many delegations a year carries. */
export type YearlyCount = { readonly year: number; readonly rows: number };

/**
 * Assumed: no counts by year are published. They were fitted to the total, the pace of 2025 (7.5 an
 * hour) and the size of a full dump of 2023-06-29 (590,000 to 607,000 rows).
 */
const MAINNET_YEARS: readonly YearlyCount[] = [
  { year: 2018, rows: 30_000 },
  { year: 2019, rows: 70_000 },
  { year: 2020, rows: 90_000 },
  { year: 2021, rows: 190_000 },
  { year: 2022, rows: 170_000 },
  { year: 2023, rows: 92_000 },
  { year: 2024, rows: 83_000 },
  { year: 2025, rows: 35_930 },
];

/** `rows` shared among the years in the proportions of mainnet; the sum is exactly `rows`. */
export function yearlyCounts(rows: number): readonly YearlyCount[] {
  let mainnetSoFar = 0;
  let rowsSoFar = 0;
  return MAINNET_YEARS.map(({ year, rows: mainnetRows }) => {
    mainnetSoFar += mainnetRows;
    const share = Math.round((rows * mainnetSoFar) / MAINNET_ROWS) - rowsSoFar;
    rowsSoFar += share;
    return { year, rows: share };
  });
}
