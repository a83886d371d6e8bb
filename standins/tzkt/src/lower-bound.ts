/** The first index below `end` whose value is at least `value`, or `end`; the values ascend. */
export function lowerBound(ascending: ArrayLike<number>, value: number, end: number): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
