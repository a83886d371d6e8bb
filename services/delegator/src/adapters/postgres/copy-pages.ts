import { setImmediate as nextTurn } from "node:timers/promises";

import { type Transaction } from "@holdfast/postgres";

import { type Delegation } from "../../domain/delegation.ts";
import { type Ranked } from "../../domain/ranks.ts";
import { type AddressBook, type NewAddress } from "./address-book.ts";
import { COPY_COLUMNS, COPY_END, COPY_START, encodeDelegations } from "./copy-encoder.ts";

/** Rows encoded in one go; in between, the sockets of this thread get their turn. */
const ROWS_PER_TURN = 2_000;

/** A page as the tuples of a binary COPY, and the addresses that must be stored with it. */
export type EncodedPage = {
  readonly addresses: readonly NewAddress[];
  readonly rows: readonly Buffer[];
};

export async function encodePage(
  ranked: readonly Ranked<Delegation>[],
  book: AddressBook,
): Promise<EncodedPage> {
  const rows: Buffer[] = [];
  for (let from = 0; from < ranked.length; from += ROWS_PER_TURN) {
    rows.push(encodeDelegations(ranked.slice(from, from + ROWS_PER_TURN), book.aidOf));
    await nextTurn();
  }
  return { addresses: book.takeEntered(), rows };
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
