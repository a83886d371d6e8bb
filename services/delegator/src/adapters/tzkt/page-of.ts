import { looksLikeOperationHash } from "@holdfast/tezos";

import {
  type DelegationColumns,
  DelegationPage,
  emptyColumns,
  PageAccounts,
  writeHash,
} from "../../domain/delegation-page.ts";
import { type Status, STATUSES } from "../../domain/delegation.ts";
import type { KnownAddresses } from "../../domain/known-addresses.ts";
import { parseUtc } from "../../domain/utc-time.ts";
import { FIELDS } from "./delegation-fields.ts";
import { UpstreamFault } from "./upstream-fault.ts";

/** The largest number of PostgreSQL's `int`, which holds levels and nonces. */
const INT4_MAX = 2 ** 31 - 1;

function malformed(field: string): UpstreamFault {
  return new UpstreamFault(`malformed row: ${field}`);
}

function integer(cell: unknown, field: string, max = Number.MAX_SAFE_INTEGER): number {
  if (typeof cell === "number" && Number.isSafeInteger(cell) && cell >= 0 && cell <= max) {
    return cell;
  }
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
  readonly #accounts = new PageAccounts();
  readonly #known: KnownAddresses;

  constructor(rows: number, known: KnownAddresses) {
    this.#columns = emptyColumns(rows);
    this.#known = known;
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

  finish(): DelegationPage {
    return new DelegationPage({ ...this.#columns, addresses: this.#accounts.addresses });
  }

  #writeTime(at: number, cell: unknown): void {
    const seconds = typeof cell === "string" ? parseUtc(cell) : undefined;
    if (typeof cell !== "string" || seconds === undefined) throw malformed("timestamp");
    this.#columns.time[at] = seconds;
    this.#columns.year[at] = Number(cell.slice(0, 4));
  }

  #writeHash(at: number, cell: unknown): void {
    if (typeof cell !== "string" || !looksLikeOperationHash(cell)) throw malformed("hash");
    writeHash(this.#columns, at, cell);
  }

  #account(cell: unknown, field: string): number {
    if (typeof cell !== "object" || cell === null || !("address" in cell)) throw malformed(field);
    const { address } = cell;
    if (typeof address !== "string") throw malformed(field);
    return this.#accounts.find(address) ?? this.#accounts.enter(this.#checked(address, field));
  }

  /** An address is verified where its page meets it first. */
  #checked(text: string, field: string): string {
    const address = this.#known.accept(text);
    if (address !== undefined) return address;
    throw malformed(`${field}: ${JSON.stringify(text)} is not an address`);
  }

  #optionalAccount(cell: unknown, field: string): number {
    return isAbsent(cell) ? -1 : this.#account(cell, field);
  }
}

/** A `select.values` answer as a page; anything of another shape is the upstream's fault. */
export function pageOf(body: unknown, known: KnownAddresses): DelegationPage {
  if (!Array.isArray(body)) throw malformed("not a list");
  const rows: readonly unknown[] = body;
  const writer = new ColumnsWriter(rows.length, known);
  for (const [at, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== FIELDS.length) throw malformed("number of cells");
    writer.write(at, row);
  }
  return writer.finish();
}
