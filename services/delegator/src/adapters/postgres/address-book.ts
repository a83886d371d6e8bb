import type { Transaction } from "@holdfast/postgres";

import { AddressIndex } from "../../domain/address-index.ts";
import type { Delegation } from "../../domain/delegation.ts";

export type NewAddress = { readonly aid: number; readonly address: string };

type AddressRow = { readonly aid: number; readonly addr: string };

/**
 * The numbers that stand for addresses. One writer gives them out, and a transaction that uses a new number stores it;
 * a book whose transaction failed has given out numbers that nobody stored and must be thrown away.
 */
export class AddressBook {
  readonly #index = new AddressIndex();
  /** By the number in the index. */
  readonly #aids: number[] = [];
  #last: number;
  #entered: NewAddress[] = [];

  constructor(known: readonly AddressRow[], last: number) {
    for (const { aid, addr } of known) this.#aids[this.#index.add(addr)] = aid;
    this.#last = last;
  }

  /** The number of an address, a new one if it has none yet. */
  readonly aidOf = (address: string): number => {
    const number = this.#index.find(address) ?? -1;
    const known = this.#aids[number];
    if (known !== undefined) return known;
    this.#last += 1;
    this.#aids[this.#index.add(address)] = this.#last;
    this.#entered.push({ aid: this.#last, address });
    return this.#last;
  };

  /** The addresses that were given a number since this was asked last; they have to be stored. */
  takeEntered(): readonly NewAddress[] {
    const entered = this.#entered;
    this.#entered = [];
    return entered;
  }
}

/** Every address of the history: what a load needs, for it may meet any of them again. */
export async function wholeAddressBook(tx: Transaction, schema: string): Promise<AddressBook> {
  const { rows } = await tx.query<AddressRow>({
    text: `select aid, addr from ${schema}.address order by aid`,
  });
  return new AddressBook(rows, rows.at(-1)?.aid ?? 0);
}

/** Only the addresses of a few rows: what the tip needs. */
export async function smallAddressBook(
  tx: Transaction,
  schema: string,
  delegations: readonly Delegation[],
): Promise<AddressBook> {
  const wanted = delegations
    .flatMap(({ sender, newBaker, prevBaker, initiator }) => [
      sender,
      newBaker,
      prevBaker,
      initiator,
    ])
    .filter((address) => address !== null);
  const { rows } = await tx.query<AddressRow>({
    text: `select aid, addr from ${schema}.address where addr = any($1::text[])`,
    values: [wanted],
  });
  const last = await tx.query<{ readonly aid: number }>({
    text: `select coalesce(max(aid), 0) as aid from ${schema}.address`,
  });
  return new AddressBook(rows, last.rows[0]?.aid ?? 0);
}

/** A column of numbers or Base58 texts as an array of PostgreSQL; neither needs escaping. */
export function arrayLiteral(column: readonly (number | string)[]): string {
  return `{${column.join(",")}}`;
}
