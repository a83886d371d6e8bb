import { emptyColumns, type DelegationColumns } from "./delegation-table.ts";
import { COLUMN_NAMES, type RowValues } from "./row-values.ts";

/** Rows a copy has room for beyond those it copies, so that most blocks copy nothing. */
const ROOM_MIN = 1024;

/**
 * Columns that grow and shrink at their end while readers keep what they were given. Appending
 * writes beyond every reader's end; whatever would change a row under a reader copies all columns
 * first (56 MB for mainnet, which takes tens of milliseconds).
 */
export class GrowingColumns {
  #columns: DelegationColumns;
  #rows: number;
  #capacity: number;

  /** Starts with the first `rows` rows of `columns`, which are never written to. */
  constructor(columns: DelegationColumns, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
    this.#capacity = rows;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Exactly the rows of now, for as long as somebody looks. */
  get view(): DelegationColumns {
    return firstRows(this.#columns, this.#rows);
  }

  append(values: RowValues): void {
    if (this.#rows === this.#capacity) this.#copy();
    for (const name of COLUMN_NAMES) this.#columns[name][this.#rows] = values[name];
    this.#rows += 1;
  }

  /** Leaves only the first `rows` rows; what is appended next goes into a copy. */
  shrink(rows: number): void {
    this.#rows = rows;
    this.#capacity = rows;
  }

  /** Changes columns of single rows, in a copy. */
  change(changes: Iterable<readonly [row: number, values: Partial<RowValues>]>): void {
    this.#copy();
    for (const [row, values] of changes) {
      for (const name of COLUMN_NAMES) {
        const value = values[name];
        if (value !== undefined) this.#columns[name][row] = value;
      }
    }
  }

  #copy(): void {
    const capacity = this.#rows + Math.max(ROOM_MIN, this.#rows >> 3);
    const columns = emptyColumns(capacity);
    const source = this.view;
    for (const name of COLUMN_NAMES) columns[name].set(source[name]);
    this.#columns = columns;
    this.#capacity = capacity;
  }
}

function firstRows(columns: DelegationColumns, rows: number): DelegationColumns {
  return {
    id: columns.id.subarray(0, rows),
    level: columns.level.subarray(0, rows),
    seconds: columns.seconds.subarray(0, rows),
    operation: columns.operation.subarray(0, rows),
    counter: columns.counter.subarray(0, rows),
    nonce: columns.nonce.subarray(0, rows),
    initiator: columns.initiator.subarray(0, rows),
    sender: columns.sender.subarray(0, rows),
    prevDelegate: columns.prevDelegate.subarray(0, rows),
    newDelegate: columns.newDelegate.subarray(0, rows),
    senderCodeHash: columns.senderCodeHash.subarray(0, rows),
    gasLimit: columns.gasLimit.subarray(0, rows),
    gasUsed: columns.gasUsed.subarray(0, rows),
    storageLimit: columns.storageLimit.subarray(0, rows),
    bakerFee: columns.bakerFee.subarray(0, rows),
    amount: columns.amount.subarray(0, rows),
    stakingUpdatesCount: columns.stakingUpdatesCount.subarray(0, rows),
    status: columns.status.subarray(0, rows),
    errors: columns.errors.subarray(0, rows),
  };
}
