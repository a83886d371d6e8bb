/** An id leaves room for this many parts of one operation. */
export const IDS_PER_OPERATION = 2 ** 20;

/** The number of operations of all kinds that the chain held before its block of `level`. */
export function operationsBefore(level: number): number {
  const from = BENDS.findLast((bend) => bend.level <= level) ?? FIRST;
  const operations = from.operations + (level - from.level) * from.perLevel;
  return Math.max(Math.floor(operations), 1);
}

type Bend = {
  readonly level: number;
  /** The id of a recorded delegation of that level, divided by 2^20. */
  readonly operations: number;
  /** Operations in each block from there on, up to the next record. */
  readonly perLevel: number;
};

const FIRST: Bend = { level: 109, operations: 1048, perLevel: (3363 - 1048) / (359 - 109) };

const BENDS: readonly Bend[] = [
  FIRST,
  { level: 359, operations: 3363, perLevel: (512_794_716 - 3363) / (3_414_723 - 359) },
  // Up to 1,867,767,457 operations on 2025-07-20, which was near level 9,628,000.
  {
    level: 3_414_723,
    operations: 512_794_716,
    perLevel: (1_867_767_457 - 512_794_716) / (9_628_000 - 3_414_723),
  },
];
