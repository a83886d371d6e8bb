import { type Delegation, type Status, STATUSES } from "../../domain/delegation.ts";
import { type KnownAddresses } from "../../domain/known-addresses.ts";
import { parseUtc } from "../../domain/utc-time.ts";
import { UpstreamFault } from "./upstream-fault.ts";

/** What is asked of TzKT, in the order of the cells of a row (`select.values`). */
export const FIELDS = [
  "id",
  "level",
  "timestamp",
  "hash",
  "counter",
  "nonce",
  "sender",
  "amount",
  "prevDelegate",
  "newDelegate",
  "initiator",
  "status",
] as const;

function malformed(field: string): UpstreamFault {
  return new UpstreamFault(`malformed row: ${field}`);
}

/** The largest number of PostgreSQL's `int`, which holds levels and nonces. */
const INT4_MAX = 2 ** 31 - 1;

function integer(cell: unknown, field: string, max = Number.MAX_SAFE_INTEGER): number {
  if (typeof cell === "number" && Number.isSafeInteger(cell) && cell >= 0 && cell <= max) {
    return cell;
  }
  throw malformed(field);
}

function text(cell: unknown, field: string): string {
  if (typeof cell === "string") return cell;
  throw malformed(field);
}

function account(cell: unknown, field: string, known: KnownAddresses): string {
  if (typeof cell === "object" && cell !== null && "address" in cell) {
    const address = known.accept(text(cell.address, field));
    if (address !== undefined) return address;
  }
  throw malformed(field);
}

function optionalAccount(cell: unknown, field: string, known: KnownAddresses): string | null {
  return cell === null || cell === undefined ? null : account(cell, field, known);
}

function status(cell: unknown): Status {
  const found = STATUSES.find((known) => known === cell);
  if (found === undefined) throw malformed("status");
  return found;
}

function time(cell: unknown): number {
  const seconds = typeof cell === "string" ? parseUtc(cell) : undefined;
  if (seconds === undefined) throw malformed("timestamp");
  return seconds;
}

function decodeRow(row: unknown, known: KnownAddresses): Delegation {
  if (!Array.isArray(row) || row.length !== FIELDS.length) throw malformed("number of cells");
  const cells: readonly unknown[] = row;
  const nonce = cells[5];
  return {
    id: integer(cells[0], "id"),
    level: integer(cells[1], "level", INT4_MAX),
    time: time(cells[2]),
    // The shape of the timestamp has just been checked.
    year: Number(text(cells[2], "timestamp").slice(0, 4)),
    hash: text(cells[3], "hash"),
    counter: integer(cells[4], "counter"),
    nonce: nonce === null || nonce === undefined ? -1 : integer(nonce, "nonce", INT4_MAX),
    sender: account(cells[6], "sender", known),
    amount: integer(cells[7], "amount"),
    prevBaker: optionalAccount(cells[8], "prevDelegate", known),
    newBaker: optionalAccount(cells[9], "newDelegate", known),
    initiator: optionalAccount(cells[10], "initiator", known),
    status: status(cells[11]),
  };
}

/** Rows of a `select.values` answer; anything of another shape is the upstream's fault. */
export function decodeRows(body: unknown, known: KnownAddresses): readonly Delegation[] {
  if (!Array.isArray(body)) throw malformed("not a list");
  return body.map((row: unknown) => decodeRow(row, known));
}
