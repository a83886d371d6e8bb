/** Stands for "absent" in every column that may be empty; no real value is that small. */
export const ABSENT = -(2 ** 31);

/** The statuses of an operation; a row keeps the index. */
export const STATUSES = ["applied", "failed", "backtracked", "skipped"] as const;

/** One array per member of a delegation, in the order of the chain (ascending id). */
export type DelegationColumns = {
  /** Counter of all operations times 2^20: beyond 32 bits, exact as a double. */
  readonly id: Float64Array;
  readonly level: Int32Array;
  /** Time of the block in seconds since 1970. */
  readonly seconds: Uint32Array;
  /** Which operation group the row belongs to; rows of one batch share it. */
  readonly operation: Int32Array;
  readonly counter: Int32Array;
  readonly nonce: Int32Array;
  readonly initiator: Int32Array;
  readonly sender: Int32Array;
  readonly prevDelegate: Int32Array;
  readonly newDelegate: Int32Array;
  readonly senderCodeHash: Int32Array;
  readonly gasLimit: Int32Array;
  readonly gasUsed: Int32Array;
  readonly storageLimit: Int32Array;
  readonly bakerFee: Int32Array;
  /** Mutez. */
  readonly amount: Float64Array;
  readonly stakingUpdatesCount: Int32Array;
  readonly status: Uint8Array;
  /** Index into `errorTexts`, or ABSENT. */
  readonly errors: Int32Array;
};

/** Accounts by index. */
export type Accounts = {
  address(index: number): string;
  alias(index: number): string | undefined;
  find(address: string): number | undefined;
};

/** Operation groups by index. */
export type Operations = {
  hash(index: number): string;
  find(hash: string): number | undefined;
};

/** All delegations of a chain. What takes long to write (hashes, addresses) is derived when read. */
export type DelegationTable = {
  readonly rows: number;
  readonly columns: DelegationColumns;
  readonly accounts: Accounts;
  readonly operations: Operations;
  readonly errorTexts: readonly string[];
  blockHash(level: number): string;
};

/** Columns for that many rows, every nullable one absent. */
export function emptyColumns(rows: number): DelegationColumns {
  const absent = (): Int32Array => new Int32Array(rows).fill(ABSENT);
  return {
    id: new Float64Array(rows),
    level: new Int32Array(rows),
    seconds: new Uint32Array(rows),
    operation: new Int32Array(rows),
    counter: new Int32Array(rows),
    nonce: absent(),
    initiator: absent(),
    sender: absent(),
    prevDelegate: absent(),
    newDelegate: absent(),
    senderCodeHash: absent(),
    gasLimit: new Int32Array(rows),
    gasUsed: new Int32Array(rows),
    storageLimit: absent(),
    bakerFee: new Int32Array(rows),
    amount: new Float64Array(rows),
    stakingUpdatesCount: absent(),
    status: new Uint8Array(rows),
    errors: absent(),
  };
}
