import type { DelegationColumns } from "../src/delegation-table.ts";

/** How many rows each year has, of those that have any. */
export function rowsByYear({ seconds }: DelegationColumns): Record<number, number> {
  const counts: Record<number, number> = {};
  for (let year = 2017; year < 2027; year += 1) {
    const [from, until] = [Date.UTC(year) / 1000, Date.UTC(year + 1) / 1000];
    const rows = seconds.filter((time) => time >= from && time < until).length;
    if (rows > 0) counts[year] = rows;
  }
  return counts;
}
