/** The middle of the values; the mean of the two in the middle when their number is even. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = (sorted.length - 1) / 2;
  const below = sorted[Math.floor(middle)] ?? Number.NaN;
  const above = sorted[Math.ceil(middle)] ?? Number.NaN;
  return (below + above) / 2;
}

/** The smallest value that at least this percentage of the values does not exceed (nearest rank); no value, NaN. */
export function percentile(values: readonly number[], percent: number): number {
  return atPercent(ascending(values), percent);
}

/** The three figures every bench prints of its latencies, in the unit of the values. */
export function percentiles(values: readonly number[]) {
  const sorted = ascending(values);
  return { p50: atPercent(sorted, 50), p95: atPercent(sorted, 95), p99: atPercent(sorted, 99) };
}

function atPercent(sorted: readonly number[], percent: number): number {
  if (!(percent > 0 && percent <= 100)) throw new RangeError(`not a percentage: ${percent}`);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN;
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((one, other) => one - other);
}
