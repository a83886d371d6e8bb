import { secondsOfLevel } from "./chain-time.ts";
import type { DelegationTable } from "./delegation-table.ts";
import { lowerBound } from "./lower-bound.ts";

/** What a reader sees of a chain whose newest block is that of `level`. */
export type ChainView = {
  readonly level: number;
  readonly table: DelegationTable;
  /** How many rows are visible: those at or below `level`. */
  readonly rows: number;
  /** Level and time ascend with the id, so ranges of them can be found by halving. */
  readonly isOrdered: boolean;
};

/** A chain at one moment: what is read from it never changes. */
export type Chain = {
  readonly head: number;
  /** The present, or what a replica sees that is `behind` levels late. */
  view(behind?: number): ChainView;
  /** When the block of `level` was made, in seconds since 1970. */
  secondsOf(level: number): number;
  blockHash(level: number): string;
};

/** Empty blocks on top of the last delegation when no head is asked for. */
const QUIET_BLOCKS = 5;

/**
 * A chain of these delegations up to `head`: by default a little above the last one.
 * RangeError when that is no level.
 */
export function standingChain(table: DelegationTable, head = defaultHead(table)): Chain {
  if (!Number.isInteger(head) || head < 1) throw new RangeError(`no block has the level ${head}`);
  const { level: levels, seconds } = table.columns;
  const isOrdered = ascends(levels) && ascends(seconds);
  const times = new Map<number, number>();
  const timeOf = (level: number): number => {
    const row = levels.lastIndexOf(level);
    return seconds[row] ?? secondsOfLevel(level);
  };
  const secondsOf = (level: number): number => {
    const time = times.get(level) ?? timeOf(level);
    times.set(level, time);
    return time;
  };
  return chainOf({ table, head, isOrdered, secondsOf });
}

/** What a chain is made of. */
export type ChainParts = Pick<Chain, "head" | "secondsOf"> & Pick<ChainView, "table" | "isOrdered">;

/** A chain that never changes. */
export function chainOf({ table, head, isOrdered, secondsOf }: ChainParts): Chain {
  const { level: levels } = table.columns;
  return {
    head,
    view: (behind = 0) => {
      const level = Math.max(head - behind, 1);
      const rows = isOrdered ? lowerBound(levels, level + 1, table.rows) : countUpTo(levels, level);
      return { level, table, rows, isOrdered };
    },
    secondsOf,
    blockHash: (level) => table.blockHash(level),
  };
}

function defaultHead(table: DelegationTable): number {
  let highest = 0;
  for (const level of table.columns.level) highest = Math.max(highest, level);
  return highest + QUIET_BLOCKS;
}

function ascends(column: Int32Array | Uint32Array): boolean {
  return column.every((value, row) => row === 0 || value >= (column[row - 1] ?? 0));
}

function countUpTo(levels: Int32Array, level: number): number {
  let count = 0;
  for (const rowLevel of levels) if (rowLevel <= level) count += 1;
  return count;
}
