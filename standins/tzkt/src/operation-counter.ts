/** The number of operations of all kinds that the chain held before its block of `level`. */
export function operationsBefore(level: number): number {
  const index = Math.max(
    COUNTED.findLastIndex((point) => point.level <= level),
    0,
  );
  const from = COUNTED[Math.min(index, COUNTED.length - 2)] ?? FIRST;
  const to = COUNTED[Math.min(index, COUNTED.length - 2) + 1] ?? LAST;
  const perBlock = (to.operations - from.operations) / (to.level - from.level);
  return Math.max(Math.floor(from.operations + (level - from.level) * perBlock), 1);
}

/** An id leaves room for this many parts of one operation. */
export const IDS_PER_OPERATION = 2 ** 20;

type Counted = { readonly level: number; readonly operations: number };

const FIRST: Counted = { level: 109, operations: 1048 };
const LAST: Counted = { level: 9_628_000, operations: 1_867_767_457 };

/** Ids of recorded delegations divided by 2^20; the last is of 2025-07-20. */
const COUNTED: readonly Counted[] = [
  FIRST,
  { level: 359, operations: 3363 },
  { level: 3_414_723, operations: 512_794_716 },
  LAST,
];
