import { type Status, STATUSES } from "../../domain/delegation.ts";
import { parseUtc } from "../../domain/utc-time.ts";
import { FIELDS } from "./delegation-fields.ts";
import { UpstreamFault } from "./upstream-fault.ts";

/** Bytes of an address and of an operation hash as text. */
export const ADDRESS_BYTES = 36;
export const HASH_BYTES = 51;
/** The largest number of PostgreSQL's `int`, which holds levels and nonces. */
const INT4_MAX = 2 ** 31 - 1;
const ADDRESS_SHAPE = /^[!-~]{36}$/;
const HASH_SHAPE = /^[!-~]{51}$/;

/**
 * A page as columns: ten arrays pass from one thread to another in no time, ten thousand objects do not. Accounts are
 * indexes into the page's own list of addresses, -1 for none.
 */
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
  /** The addresses of the page in ASCII, one behind the other. */
  readonly addresses: Uint8Array<ArrayBuffer>;
};

export function malformed(field: string): UpstreamFault {
  return new UpstreamFault(`malformed row: ${field}`);
}

function integer(cell: unknown, field: string, max = Number.MAX_SAFE_INTEGER): number {
  if (typeof cell === "number" && Number.isSafeInteger(cell) && cell >= 0 && cell <= max) {
    return cell;
  }
  throw malformed(field);
}

function text(cell: unknown, field: string, shape: RegExp): string {
  if (typeof cell === "string" && shape.test(cell)) return cell;
  throw malformed(field);
}

function statusIndex(cell: unknown): number {
  const found = STATUSES.findIndex((known: Status) => known === cell);
  if (found === -1) throw malformed("status");
  return found;
}

function isAbsent(cell: unknown): boolean {
  return cell === null || cell === undefined;
}

/** Writes the rows of one page into columns; throws an UpstreamFault for a row of another shape. */
class ColumnsWriter {
  readonly #columns: Omit<DelegationColumns, "addresses">;
  readonly #addresses = new Map<string, number>();

  constructor(rows: number) {
    this.#columns = {
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
      hash: new Uint8Array(rows * HASH_BYTES),
    };
  }

  write(at: number, cells: readonly unknown[]): void {
    const columns = this.#columns;
    columns.id[at] = integer(cells[0], "id");
    columns.level[at] = integer(cells[1], "level", INT4_MAX);
    this.#writeTime(at, cells[2]);
    this.#writeHash(at, cells[3]);
    columns.counter[at] = integer(cells[4], "counter");
    columns.nonce[at] = isAbsent(cells[5]) ? -1 : integer(cells[5], "nonce", INT4_MAX);
    columns.sender[at] = this.#account(cells[6], "sender");
    columns.amount[at] = integer(cells[7], "amount");
    columns.prevBaker[at] = this.#optionalAccount(cells[8], "prevDelegate");
    columns.newBaker[at] = this.#optionalAccount(cells[9], "newDelegate");
    columns.initiator[at] = this.#optionalAccount(cells[10], "initiator");
    columns.status[at] = statusIndex(cells[11]);
  }

  finish(): DelegationColumns {
    const addresses = Buffer.alloc(this.#addresses.size * ADDRESS_BYTES);
    for (const [address, index] of this.#addresses) {
      addresses.write(address, index * ADDRESS_BYTES, "latin1");
    }
    // Not a view into the pool that Node's small buffers share: the memory is handed over to another thread.
    return { ...this.#columns, addresses: new Uint8Array(addresses) };
  }

  #writeTime(at: number, cell: unknown): void {
    const seconds = typeof cell === "string" ? parseUtc(cell) : undefined;
    if (typeof cell !== "string" || seconds === undefined) throw malformed("timestamp");
    this.#columns.time[at] = seconds;
    this.#columns.year[at] = Number(cell.slice(0, 4));
  }

  #writeHash(at: number, cell: unknown): void {
    const hash = text(cell, "hash", HASH_SHAPE);
    const start = at * HASH_BYTES;
    for (let index = 0; index < HASH_BYTES; index += 1) {
      this.#columns.hash[start + index] = hash.charCodeAt(index);
    }
  }

  #account(cell: unknown, field: string): number {
    if (typeof cell !== "object" || cell === null || !("address" in cell)) throw malformed(field);
    const address = cell.address;
    const known = typeof address === "string" ? this.#addresses.get(address) : undefined;
    if (known !== undefined) return known;
    const index = this.#addresses.size;
    this.#addresses.set(text(address, field, ADDRESS_SHAPE), index);
    return index;
  }

  #optionalAccount(cell: unknown, field: string): number {
    return isAbsent(cell) ? -1 : this.#account(cell, field);
  }
}

/** A `select.values` answer as columns; anything of another shape is the upstream's fault. */
export function columnsOf(body: unknown): DelegationColumns {
  if (!Array.isArray(body)) throw malformed("not a list");
  const rows: readonly unknown[] = body;
  const writer = new ColumnsWriter(rows.length);
  for (const [at, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== FIELDS.length) throw malformed("number of cells");
    writer.write(at, row);
  }
  return writer.finish();
}
