import type { Account } from "./account.ts";

/** Enough to find the place again after hundreds of deletions between two requests. */
const KNOWN_MAX = 1000;

type Beginning = { readonly keys?: readonly string[]; readonly hasForgotten: boolean };

/**
 * The accounts a walk has told last: bounded, so that a walk of any length takes the same memory. An id that was
 * deleted and used again is another account.
 */
export class KnownAccounts {
  readonly #keys = new Set<string>();
  /** Whether one that is not known may have been told all the same. */
  #hasForgotten: boolean;

  /** With keys of a walk that is resumed; `hasForgotten` where accounts lie before them that are not known. */
  constructor({ keys = [], hasForgotten }: Beginning) {
    this.#hasForgotten = hasForgotten;
    for (const key of keys) this.#keys.add(key);
  }

  get hasForgotten(): boolean {
    return this.#hasForgotten;
  }

  has(account: Account): boolean {
    return this.#keys.has(keyOf(account));
  }

  add(accounts: readonly Account[]): void {
    for (const account of accounts) this.#keys.add(keyOf(account));
    const most = Math.max(KNOWN_MAX, 2 * accounts.length);
    for (const key of this.#keys) {
      if (this.#keys.size <= most) break;
      this.#keys.delete(key);
      this.#hasForgotten = true;
    }
  }

  /** Of the accounts told last, so many. */
  last(count: number): readonly string[] {
    return [...this.#keys].slice(-count);
  }
}

function keyOf({ id, created_on: createdOn = "" }: Account): string {
  return `${id} ${createdOn}`;
}
