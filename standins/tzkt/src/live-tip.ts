import { groupsOf, type BlockBody, type Inclusion } from "./block-body.ts";
import type { Circumstances } from "./body-drawer.ts";
import { secondsOfLevel } from "./chain-time.ts";
import { chainOf, type Chain } from "./chain.ts";
import { DelegateLedger } from "./delegate-ledger.ts";
import type { DelegationTable } from "./delegation-table.ts";
import { GrowingColumns } from "./growing-columns.ts";
import { LiveBlocks } from "./live-blocks.ts";
import { LIVE_FIRST, liveNames, type TableNames } from "./live-names.ts";
import { lowerBound } from "./lower-bound.ts";
import { IDS_PER_OPERATION, operationsBefore } from "./operation-counter.ts";
import { readRow } from "./row-values.ts";
import { ERROR_TEXTS } from "./row-writer.ts";

/** The end of a chain, where blocks come and go. What was read from it before stays as it was. */
export class LiveTip {
  readonly #base: Chain;
  readonly #table: DelegationTable;
  readonly #isOrdered: boolean;
  readonly #names: TableNames;
  readonly #columns: GrowingColumns;
  readonly #ledger: DelegateLedger;
  readonly #seed: number;
  #blocks = LiveBlocks.none;
  #head: number;

  /** Goes on from the head of `base`; delegations above it are forgotten. */
  constructor(base: Chain, seed: number) {
    const { table, isOrdered, level } = base.view();
    this.#base = base;
    this.#table = table;
    this.#isOrdered = isOrdered;
    this.#names = liveNames(table, seed);
    this.#columns = new GrowingColumns(table.columns, table.rows);
    this.#head = level;
    this.#seed = seed;
    this.#removeAbove(level);
    this.#ledger = new DelegateLedger(this.#columns.view);
  }

  get head(): number {
    return this.#head;
  }

  /** Where the texts of failures of new blocks start in the table's list. */
  get firstError(): number {
    return this.#table.errorTexts.length;
  }

  /** What the next block is drawn against. */
  get circumstances(): Circumstances {
    return { level: this.#head + 1, columns: this.#columns.view, ledger: this.#ledger };
  }

  /** The chain of now; later blocks do not change it. */
  get chain(): Chain {
    const [columns, blocks, seed] = [this.#columns.view, this.#blocks, this.#seed];
    const table: DelegationTable = {
      ...this.#names,
      rows: columns.id.length,
      columns,
      errorTexts: [...this.#table.errorTexts, ...ERROR_TEXTS],
      blockHash: (level) => blocks.hashOf(level, seed) ?? this.#table.blockHash(level),
    };
    const secondsOf = (level: number): number =>
      blocks.at(level)?.seconds ?? this.#base.secondsOf(level);
    return chainOf({ table, head: this.#head, isOrdered: this.#isOrdered, secondsOf });
  }

  /** What the blocks above `level` hold, in their order. */
  bodiesAbove(level: number): readonly BlockBody[] {
    const { level: levels } = this.#columns.view;
    const rows = Map.groupBy(this.#rowsAbove(level), (row) => levels[row] ?? 0);
    const count = this.#head - level;
    return Array.from({ length: count }, (_, index) => {
      const own = level + 1 + index;
      return this.#bodyOf(own, rows.get(own) ?? []);
    });
  }

  /** Takes back every block above `level`, and the ids they gave out. */
  revertTo(level: number): void {
    const columns = this.#columns.view;
    for (const row of this.#rowsAbove(level).toReversed()) {
      this.#ledger.revert(readRow(columns, row));
    }
    this.#removeAbove(level);
    this.#blocks = this.#blocks.upTo(level);
    this.#head = level;
  }

  /** Puts one block on top, on the branch of that number. */
  include({ operations, groups }: BlockBody, branch: number): void {
    const level = this.#head + 1;
    const seconds = this.#secondsOfNext();
    const start = this.#endOf(this.#head);
    let position = start;
    for (const { gap, row } of groups.flat()) {
      position += gap;
      const prevDelegate = this.#ledger.delegateOf(row.sender);
      const placed = { ...row, id: position * IDS_PER_OPERATION, level, seconds, prevDelegate };
      this.#columns.append(placed);
      this.#ledger.apply(placed);
      position += 1;
    }
    const end = Math.max(start + operations, position);
    this.#blocks = this.#blocks.with({ level, seconds, end, branch });
    this.#head = level;
  }

  /**
   * Puts another operation in the place of the newest delegation at or below `level`, as if it had
   * always been there. The level it is of, or undefined when there is none.
   */
  rewrite(level: number, branch: number): number | undefined {
    const columns = this.#columns.view;
    const row = columns.level.findLastIndex((own) => own <= level);
    const [own, amount] = [columns.level[row], columns.amount[row]];
    if (own === undefined || amount === undefined) return undefined;
    const operation = 2 * LIVE_FIRST - branch;
    this.#columns.change([[row, { operation, amount: amount + 1 }]]);
    this.#blocks = this.#blocks.rewritten(own, branch);
    return own;
  }

  /** Gives every delegation another id; their order stays. */
  renumber(): void {
    const { id, level: levels } = this.#columns.view;
    const changes = id.entries().map(([row, value]) => {
      return [row, { id: value + (row + 1) * IDS_PER_OPERATION }] as const;
    });
    this.#blocks = this.#blocks.renumbered(
      (level) => levels.reduce((count, own) => (own <= level ? count + 1 : count), 0) + 1,
    );
    this.#columns.change([...changes]);
  }

  #bodyOf(level: number, rows: readonly number[]): BlockBody {
    const columns = this.#columns.view;
    const start = this.#endOf(level - 1);
    let position = start;
    const inclusions = rows.map((row): Inclusion => {
      const values = readRow(columns, row);
      const own = Math.floor(values.id / IDS_PER_OPERATION);
      const gap = Math.max(own - position, 0);
      position = own + 1;
      return { gap, row: values };
    });
    return { operations: this.#endOf(level) - start, groups: groupsOf(inclusions) };
  }

  /** The number of operations of all kinds up to and including the block of `level`. */
  #endOf(level: number): number {
    const known = this.#blocks.at(level)?.end;
    if (known !== undefined) return known;
    const { id, level: levels } = this.#columns.view;
    // Ids ascend, so the newest row at or below the level has the largest one.
    const row = this.#isOrdered
      ? lowerBound(levels, level + 1, levels.length) - 1
      : levels.findLastIndex((own) => own <= level);
    const last = Math.floor((id[row] ?? 0) / IDS_PER_OPERATION);
    return Math.max(operationsBefore(level + 1), last + 1);
  }

  /** Recorded delegations may be ahead of the table of times; time never goes back. */
  #secondsOfNext(): number {
    const before = this.#blocks.at(this.#head)?.seconds ?? this.#base.secondsOf(this.#head);
    const newest = this.#columns.view.seconds.at(-1) ?? 0;
    return Math.max(secondsOfLevel(this.#head + 1), before + 1, newest + 1);
  }

  #rowsAbove(level: number): readonly number[] {
    const { level: levels } = this.#columns.view;
    const rows = levels.length;
    const first = this.#isOrdered ? lowerBound(levels, level + 1, rows) : 0;
    const candidates = Array.from({ length: rows - first }, (_, index) => first + index);
    return candidates.filter((row) => (levels[row] ?? 0) > level);
  }

  /** Records need not be in the order of their levels, so some may have to move up. */
  #removeAbove(level: number): void {
    const above = new Set(this.#rowsAbove(level));
    const [first] = above;
    if (first === undefined) return;
    const columns = this.#columns.view;
    const behind = Array.from({ length: this.#columns.rows - first }, (_, index) => first + index);
    this.#columns.shrink(first);
    for (const row of behind) if (!above.has(row)) this.#columns.append(readRow(columns, row));
  }
}
