import type { RankedPage } from "../../application/history.ts";
import { KINDS, delegationKind } from "../../domain/delegation-kind.ts";
import { cell, type DelegationColumns, HASH_LENGTH } from "../../domain/delegation-page.ts";
import { STATUSES } from "../../domain/delegation.ts";

/** The columns of a COPY in the order in which `encodeRows` writes them. */
export const COPY_COLUMNS =
  "id, ts, amount, counter, level, sender, prev_baker, new_baker, initiator, nonce, g, y, status, kind, year, op_hash";
const COLUMN_COUNT = 16;

/** Signature, flags and header extension: what a binary COPY begins with. */
export const COPY_START = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
/** What a binary COPY ends with. */
export const COPY_END = Buffer.from("\xff\xff", "latin1");
/** 2 for the count, 4 of length for each column, at most 4 × 8 + 8 × 4 + 3 × 2 of numbers, and a hash of 51. */
const ROW_BYTES_MAX = 2 + 4 * COLUMN_COUNT + 4 * 8 + 8 * 4 + 3 * 2 + 64;
/** PostgreSQL counts microseconds from 2000-01-01. */
const POSTGRES_EPOCH_SECONDS = 946_684_800;

/** Writes PostgreSQL's binary tuples into one buffer; binary spares the server the parsing of 12 million numbers. */
class TupleWriter {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #at = 0;

  constructor(rows: number) {
    this.#bytes = Buffer.allocUnsafeSlow(rows * ROW_BYTES_MAX);
    this.#view = new DataView(this.#bytes.buffer);
  }

  startRow(): void {
    this.#view.setInt16(this.#at, COLUMN_COUNT);
    this.#at += 2;
  }

  int2(value: number): void {
    this.#view.setInt32(this.#at, 2);
    this.#view.setInt16(this.#at + 4, value);
    this.#at += 6;
  }

  int4(value: number): void {
    this.#view.setInt32(this.#at, 4);
    this.#view.setInt32(this.#at + 4, value);
    this.#at += 8;
  }

  /** Takes a safe integer; two halves, because a BigInt per cell costs more than the rest of the row. */
  int8(value: number): void {
    this.#view.setInt32(this.#at, 8);
    this.#view.setInt32(this.#at + 4, Math.floor(value / 2 ** 32));
    this.#view.setInt32(this.#at + 8, value | 0);
    this.#at += 12;
  }

  absent(): void {
    this.#view.setInt32(this.#at, -1);
    this.#at += 4;
  }

  text(from: Uint8Array, start: number, length: number): void {
    this.#view.setInt32(this.#at, length);
    this.#at += 4;
    for (let index = 0; index < length; index += 1) {
      this.#bytes[this.#at + index] = from[start + index] ?? 0;
    }
    this.#at += length;
  }

  written(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }
}

function writeOptional(out: TupleWriter, number: number | undefined): void {
  if (number === undefined) out.absent();
  else out.int4(number);
}

function writeKind(out: TupleWriter, columns: DelegationColumns, at: number): void {
  const kind = delegationKind({
    sender: cell(columns.sender, at),
    prevBaker: accountIn(columns.prevBaker, at),
    newBaker: accountIn(columns.newBaker, at),
    status: STATUSES[cell(columns.status, at)] ?? "skipped",
  });
  if (kind === null) out.absent();
  else out.int2(KINDS.indexOf(kind));
}

function accountIn(column: Int32Array, at: number): number | null {
  const account = cell(column, at);
  return account < 0 ? null : account;
}

/** A page, and the numbers that stand for its accounts. */
type NumberedPage = RankedPage & { readonly numbers: Int32Array };

function writeRow(out: TupleWriter, { rows, ranks, numbers }: NumberedPage, at: number): void {
  const { columns } = rows;
  out.startRow();
  out.int8(cell(columns.id, at));
  out.int8((cell(columns.time, at) - POSTGRES_EPOCH_SECONDS) * 1_000_000);
  out.int8(cell(columns.amount, at));
  out.int8(cell(columns.counter, at));
  out.int4(cell(columns.level, at));
  for (const accounts of [columns.sender, columns.prevBaker, columns.newBaker, columns.initiator]) {
    writeOptional(out, numbers[cell(accounts, at)]);
  }
  out.int4(cell(columns.nonce, at));
  out.int4(ranks.g + at);
  out.int4(cell(ranks.y, at));
  out.int2(cell(columns.status, at));
  writeKind(out, columns, at);
  out.int2(cell(columns.year, at));
  out.text(columns.hash, at * HASH_LENGTH, HASH_LENGTH);
}

/** Rows of a page, `from` included and `to` excluded. */
export type Rows = { readonly from: number; readonly to: number };

/** Rows of a page as the tuples of a binary COPY. */
export function encodeRows(page: NumberedPage, { from, to }: Rows): Buffer {
  const out = new TupleWriter(to - from);
  for (let at = from; at < to; at += 1) writeRow(out, page, at);
  return out.written();
}
