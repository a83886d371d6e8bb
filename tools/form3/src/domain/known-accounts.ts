import type { Account } from "./account.ts";

/** Enough to find the place again after hundreds of deletions between two requests. */
const KNOWN_MAX = 1000;

/**
 * The accounts a walk has told last: bounded, so that a walk of any length takes the same memory. An id that was
 * deleted and used again is another account.
 */
export type KnownAccounts = {
  /** Whether one that is not known may have been told all the same. */
  readonly hasForgotten: () => boolean;
  readonly has: (account: Account) => boolean;
  readonly add: (accounts: readonly Account[]) => void;
  /** Of the accounts told last, so many. */
  readonly last: (count: number) => readonly string[];
};

/** With keys of a walk that is resumed; `isResumed` where accounts lie before them that are not known. */
export function knownAccounts(isResumed: boolean, known: readonly string[] = []): KnownAccounts {
  const keys = new Set(known);
  let hasForgotten = isResumed;
  return {
    hasForgotten: () => hasForgotten,
    has: (account) => keys.has(keyOf(account)),
    add(accounts) {
      for (const account of accounts) keys.add(keyOf(account));
      const surplus = keys.size - Math.max(KNOWN_MAX, 2 * accounts.length);
      if (surplus <= 0) return;
      hasForgotten = true;
      for (const key of [...keys].slice(0, surplus)) keys.delete(key);
    },
    last: (count) => [...keys].slice(-count),
  };
}

const keyOf = ({ id, created_on: createdOn = "" }: Account) => `${id} ${createdOn}`;
