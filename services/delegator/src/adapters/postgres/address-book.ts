import { type Transaction } from "@holdfast/postgres";

import { type Delegation } from "../../domain/delegation.ts";

export type NewAddress = { readonly aid: number; readonly address: string };

type AddressRow = { readonly aid: number; readonly addr: string };

function addressesOf({ sender, newBaker, prevBaker, initiator }: Delegation): (string | null)[] {
  return [sender, newBaker, prevBaker, initiator];
}

/**
 * The numbers that stand for addresses. One writer gives them out, and a transaction that uses a new number stores it;
 * a book whose transaction failed has given out numbers that nobody stored and must be thrown away.
 */
export class AddressBook {
  readonly #aids: Map<string, number>;
  #last: number;

  constructor(known: readonly AddressRow[], last: number) {
    this.#aids = new Map(known.map(({ aid, addr }) => [addr, aid]));
    this.#last = last;
  }

  /** Gives numbers to the addresses of the rows that have none yet and returns those. */
  enter(rows: readonly Delegation[]): readonly NewAddress[] {
    const entered: NewAddress[] = [];
    for (const row of rows) {
      for (const address of addressesOf(row)) {
        if (address === null || this.#aids.has(address)) continue;
        this.#last += 1;
        this.#aids.set(address, this.#last);
        entered.push({ aid: this.#last, address });
      }
    }
    return entered;
  }

  aidOf(address: string): number {
    const aid = this.#aids.get(address);
    if (aid === undefined) throw new RangeError(`address not entered: ${address}`);
    return aid;
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
  const wanted = [...new Set(delegations.flatMap(addressesOf))].filter(
    (address) => address !== null,
  );
  const { rows } = await tx.query<AddressRow>({
    text: `select aid, addr from ${schema}.address where addr = any($1::text[])`,
    values: [wanted],
  });
  const last = await tx.query<{ readonly aid: number }>({
    text: `select coalesce(max(aid), 0) as aid from ${schema}.address`,
  });
  return new AddressBook(rows, last.rows[0]?.aid ?? 0);
}

/** The text format of COPY; Base58 needs no escaping. */
export function encodeAddresses(addresses: readonly NewAddress[]): string {
  return addresses.map(({ aid, address }) => `${aid}\t${address}\n`).join("");
}
