import { AddressIndex } from "./address-index.ts";
import { type Delegation, STATUSES } from "./delegation.ts";

/** Characters of an operation hash. */
export const HASH_LENGTH = 51;
/** Stands in a column of accounts where a row has none. */
const NO_ACCOUNT = -1;

/** Delegations as columns. Accounts are indexes into the page's own list of addresses, -1 for none. */
export type DelegationColumns = {
  readonly rows: number;
  readonly id: Float64Array<ArrayBuffer>;
  readonly level: Int32Array<ArrayBuffer>;
  /** Seconds since 1970. */
  readonly time: Float64Array<ArrayBuffer>;
  readonly year: Int16Array<ArrayBuffer>;
  readonly counter: Float64Array<ArrayBuffer>;
  readonly nonce: Int32Array<ArrayBuffer>;
  readonly amount: Float64Array<ArrayBuffer>;
  /** Indexes into STATUSES. */
  readonly status: Uint8Array<ArrayBuffer>;
  readonly sender: Int32Array<ArrayBuffer>;
  readonly prevBaker: Int32Array<ArrayBuffer>;
  readonly newBaker: Int32Array<ArrayBuffer>;
  readonly initiator: Int32Array<ArrayBuffer>;
  /** Operation hashes in ASCII, one behind the other. */
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly addresses: readonly string[];
};

/** Columns to be filled. */
export function emptyColumns(rows: number): Omit<DelegationColumns, "addresses"> {
  return {
    rows,
    id: new Float64Array(rows),
    level: new Int32Array(rows),
    time: new Float64Array(rows),
    year: new Int16Array(rows),
    counter: new Float64Array(rows),
    nonce: new Int32Array(rows),
    amount: new Float64Array(rows),
    status: new Uint8Array(rows),
    sender: new Int32Array(rows),
    prevBaker: new Int32Array(rows),
    newBaker: new Int32Array(rows),
    initiator: new Int32Array(rows),
    hash: new Uint8Array(rows * HASH_LENGTH),
  };
}

/** A copy of the rows from an index up to another, which is not one of them. */
export function rowsBetween(
  columns: Omit<DelegationColumns, "addresses">,
  from: number,
  to: number,
): Omit<DelegationColumns, "addresses"> {
  return {
    rows: to - from,
    id: columns.id.slice(from, to),
    level: columns.level.slice(from, to),
    time: columns.time.slice(from, to),
    year: columns.year.slice(from, to),
    counter: columns.counter.slice(from, to),
    nonce: columns.nonce.slice(from, to),
    amount: columns.amount.slice(from, to),
    status: columns.status.slice(from, to),
    sender: columns.sender.slice(from, to),
    prevBaker: columns.prevBaker.slice(from, to),
    newBaker: columns.newBaker.slice(from, to),
    initiator: columns.initiator.slice(from, to),
    hash: columns.hash.slice(from * HASH_LENGTH, to * HASH_LENGTH),
  };
}

/** The accounts of one page, each once. */
export class PageAccounts {
  readonly #index = new AddressIndex();

  /** The index of an account, a new one if it has none yet; -1 for none. */
  enter(address: string | null): number {
    if (address === null) return NO_ACCOUNT;
    return this.#index.find(address) ?? this.#index.add(address);
  }

  find(address: string): number | undefined {
    return this.#index.find(address);
  }

  get addresses(): readonly string[] {
    return this.#index.addresses;
  }
}

/** Writes the hash of a row, which is ASCII. */
export function writeHash(
  columns: Pick<DelegationColumns, "hash">,
  at: number,
  hash: string,
): void {
  const start = at * HASH_LENGTH;
  for (let index = 0; index < HASH_LENGTH; index += 1) {
    columns.hash[start + index] = hash.charCodeAt(index);
  }
}

/** Delegations in order. A load never looks at a single row: one is made only when it is asked for. */
export class DelegationPage implements Iterable<Delegation> {
  readonly columns: DelegationColumns;

  constructor(columns: DelegationColumns) {
    this.columns = columns;
  }

  static of(rows: readonly Delegation[]): DelegationPage {
    const columns = emptyColumns(rows.length);
    const accounts = new PageAccounts();
    for (const [at, row] of rows.entries()) {
      columns.id[at] = row.id;
      columns.level[at] = row.level;
      columns.time[at] = row.time;
      columns.year[at] = row.year;
      columns.counter[at] = row.counter;
      columns.nonce[at] = row.nonce;
      columns.amount[at] = row.amount;
      columns.status[at] = STATUSES.indexOf(row.status);
      columns.sender[at] = accounts.enter(row.sender);
      columns.prevBaker[at] = accounts.enter(row.prevBaker);
      columns.newBaker[at] = accounts.enter(row.newBaker);
      columns.initiator[at] = accounts.enter(row.initiator);
      writeHash(columns, at, row.hash);
    }
    return new DelegationPage({ ...columns, addresses: accounts.addresses });
  }

  get length(): number {
    return this.columns.rows;
  }

  /** The row at an index; counted from the end when it is negative. */
  at(index: number): Delegation | undefined {
    const at = index < 0 ? index + this.length : index;
    return at >= 0 && at < this.length ? this.#row(at) : undefined;
  }

  /** The rows from an index up to another, which is not one of them; none where they cross or lie beyond the end. */
  between(from: number, to: number): DelegationPage {
    const { columns } = this;
    const end = Math.min(to, this.length);
    const rows = rowsBetween(columns, Math.min(from, end), end);
    return new DelegationPage({ ...rows, addresses: columns.addresses });
  }

  /** The same rows, the last one first. */
  reversed(): DelegationPage {
    const { addresses, hash, ...columns } = this.between(0, this.length).columns;
    for (const column of Object.values(columns)) if (typeof column !== "number") column.reverse();
    return new DelegationPage({ ...columns, hash: reversedHashes(hash), addresses });
  }

  *[Symbol.iterator](): Generator<Delegation> {
    for (let at = 0; at < this.length; at += 1) yield this.#row(at);
  }

  #row(at: number): Delegation {
    const { columns } = this;
    const { addresses } = columns;
    return {
      id: cell(columns.id, at),
      level: cell(columns.level, at),
      time: cell(columns.time, at),
      year: cell(columns.year, at),
      hash: String.fromCharCode(...columns.hash.subarray(at * HASH_LENGTH, (at + 1) * HASH_LENGTH)),
      counter: cell(columns.counter, at),
      nonce: cell(columns.nonce, at),
      sender: addresses[cell(columns.sender, at)] ?? "",
      initiator: addresses[cell(columns.initiator, at)] ?? null,
      amount: cell(columns.amount, at),
      prevBaker: addresses[cell(columns.prevBaker, at)] ?? null,
      newBaker: addresses[cell(columns.newBaker, at)] ?? null,
      status: STATUSES[cell(columns.status, at)] ?? "skipped",
    };
  }
}

function reversedHashes(hash: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const reversed = new Uint8Array(hash.length);
  for (let at = 0; at < hash.length; at += HASH_LENGTH) {
    reversed.set(hash.subarray(at, at + HASH_LENGTH), hash.length - HASH_LENGTH - at);
  }
  return reversed;
}

/** The cell of a column that has a cell for each row. */
export function cell(column: ArrayLike<number>, at: number): number {
  return column[at] ?? 0;
}
