/**
 * The places of a longest strictly increasing subsequence, by patience sorting: O(n log n).
 * What is outside of it is the least that has to move to bring the numbers into order.
 */
export function longestIncreasing(numbers: readonly number[]): ReadonlySet<number> {
  /** By length - 1: the place of the smallest number that ends an increasing subsequence of that length. */
  const ends: number[] = [];
  const before = new Map<number, number | undefined>();
  for (const [place, number] of numbers.entries()) {
    const length = lowerBound(ends, (end) => (numbers[end] ?? 0) < number);
    before.set(place, ends[length - 1]);
    ends[length] = place;
  }
  const kept = new Set<number>();
  for (let place = ends.at(-1); place !== undefined; place = before.get(place)) kept.add(place);
  return kept;
}

/** How many of the sorted values come before the first that is not below. */
function lowerBound(values: readonly number[], isBelow: (value: number) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBelow(values[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
