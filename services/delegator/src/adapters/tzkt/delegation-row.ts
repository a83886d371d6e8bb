import { type Delegation, STATUSES } from "../../domain/delegation.ts";
import { type KnownAddresses } from "../../domain/known-addresses.ts";
import {
  ADDRESS_BYTES,
  type DelegationColumns,
  HASH_BYTES,
  columnsOf,
  malformed,
} from "./delegation-columns.ts";

/** A page that another thread has read already. */
export class ReadPage {
  readonly columns: DelegationColumns;

  constructor(columns: DelegationColumns) {
    this.columns = columns;
  }
}

function textsOf(bytes: Uint8Array, length: number): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / length }, (_, index) =>
    buffer.toString("latin1", index * length, (index + 1) * length),
  );
}

function checkedAddresses(columns: DelegationColumns, known: KnownAddresses): readonly string[] {
  return textsOf(columns.addresses, ADDRESS_BYTES).map((text) => {
    const address = known.accept(text);
    if (address === undefined) throw malformed(`${text} is not an address`);
    return address;
  });
}

/** The cell of a column that has a cell for each row. */
function cell(column: ArrayLike<number>, at: number): number {
  return column[at] ?? 0;
}

function rowAt(columns: DelegationColumns, at: number, texts: PageTexts): Delegation {
  const { addresses, hashes } = texts;
  return {
    id: cell(columns.id, at),
    level: cell(columns.level, at),
    time: cell(columns.time, at),
    year: cell(columns.year, at),
    hash: hashes[at] ?? "",
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

type PageTexts = { readonly addresses: readonly string[]; readonly hashes: readonly string[] };

/** Rows of a `select.values` answer; anything of another shape is the upstream's fault. */
export function decodeRows(body: unknown, known: KnownAddresses): readonly Delegation[] {
  const columns = body instanceof ReadPage ? body.columns : columnsOf(body);
  const addresses = checkedAddresses(columns, known);
  const hashes = textsOf(columns.hash, HASH_BYTES);
  return Array.from({ length: columns.rows }, (_, at) => rowAt(columns, at, { addresses, hashes }));
}
