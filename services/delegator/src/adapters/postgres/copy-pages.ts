import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";

import type { Transaction } from "@holdfast/postgres";

import type { RankedPage } from "../../application/history.ts";
import type { AddressBook, NewAddress } from "./address-book.ts";
import { COPY_COLUMNS, COPY_END, COPY_START, encodeRows } from "./copy-encoder.ts";

/** Rows encoded in one go; in between, the sockets of this thread get their turn. */
const ROWS_PER_TURN = 2_000;

/** A page as the tuples of a binary COPY, and the addresses that must be stored with it. */
export type EncodedPage = {
  readonly addresses: readonly NewAddress[];
  readonly rows: readonly Buffer[];
  /** SHA-256 of the tuples, hexadecimal: of what a COPY of these rows to the outside in the same form sends. */
  readonly sha256: string;
};

export async function encodePage(page: RankedPage, book: AddressBook): Promise<EncodedPage> {
  const { length, columns } = page.rows;
  const numbered = { ...page, numbers: Int32Array.from(columns.addresses, book.aidOf) };
  const rows: Buffer[] = [];
  const digest = createHash("sha256");
  for (let from = 0; from < length; from += ROWS_PER_TURN) {
    const to = Math.min(from + ROWS_PER_TURN, length);
    const tuples = encodeRows(numbered, { from, to });
    digest.update(tuples);
    rows.push(tuples);
    await nextTurn();
  }
  return { addresses: book.takeEntered(), rows, sha256: digest.digest("hex") };
}

/** Writes the rows of some pages into a table of delegations. */
export async function copyPages(
  tx: Transaction,
  table: string,
  pages: readonly Pick<EncodedPage, "rows">[],
): Promise<void> {
  const into = `${table} (${COPY_COLUMNS})`;
  // One chunk: each further one would wait for a turn of this thread, which is busy with the next page.
  const rows = Buffer.concat([COPY_START, ...pages.flatMap((page) => page.rows), COPY_END]);
  await tx.copyIn(`copy ${into} from stdin with (format binary)`, [rows]);
}
