import type { Account } from "../domain/account.ts";
import { Form3Error } from "../domain/form3-error.ts";
import type { KnownAccounts } from "../domain/known-accounts.ts";
import { writeCursor } from "../domain/page-cursor.ts";
import { isNumbered } from "../domain/page-links.ts";
import type { RawPage } from "./read-answer.ts";

/** A page of a walk. It may hold fewer or more accounts than the bank put on it, but none twice. */
export type Page = {
  readonly accounts: readonly Account[];
  /** Where to go on: `list({ cursor })`, in another process as well. Undefined on the last page. */
  readonly cursor: string | undefined;
};

/** Where a walk begins. */
export type WalkStart = {
  readonly url: URL;
  /** The page before it, if the walk is resumed. */
  readonly from: URL | undefined;
  readonly known: KnownAccounts;
};

/** How to walk. */
export type WalkOptions = {
  /** Ends the walk after so many pages. When left out, a walk of more than 10,000 pages fails. */
  readonly maxPages?: number;
  /** Asks for the next page while this one is used. */
  readonly prefetch?: 0 | 1;
  /**
   * Whether to look at a page again once the next one is there. Accounts move to the page before when others are
   * deleted meanwhile, and would be missed. True when left out; false halves the requests. Pages that are found by
   * a cursor of the bank are never looked at twice.
   */
  readonly recheck?: boolean;
};

/** A walk of so many pages that nobody limited is a mistake of somebody. */
const PAGES_MAX = 10_000;
/** More pages than that are never looked through for the place where the walk was. */
const LOOK_BACK_PAGES_MAX = 100;
/** Neighbours that a cursor remembers to find the place again. */
const CURSOR_KEYS = 20;

type Read = (url: URL) => Promise<RawPage>;

/**
 * Follows `next` from page to page. Where pages are counted, a deletion moves accounts to the page before, behind the
 * back of whoever walks; so that page is read once more after the next one, and what has got there since is told.
 * Whoever was there throughout is told once (ADR 0011). Throws `Form3Error`.
 */
export async function* walkPages(
  read: Read,
  { url, from, known }: WalkStart,
  { maxPages, prefetch, recheck = true }: WalkOptions,
): AsyncGenerator<Page> {
  const visited = new Set<string>();
  const step = async (next: URL, before: URL | undefined) => {
    if (visited.has(next.href)) throw stuck(next, "the pages lead round in a circle");
    const pagesMax = maxPages ?? PAGES_MAX;
    if (visited.size === pagesMax) throw stuck(next, `there are more than ${pagesMax} pages`);
    visited.add(next.href);
    const page = await read(next);
    // Read after it, but further in front.
    const moved = await lookBack(read, recheck && isNumbered(next) ? before : undefined, known);
    return { page, found: [...moved, ...page.accounts] };
  };
  let coming = step(url, from);
  for (;;) {
    const { page, found } = await coming;
    const { url: here, next } = page;
    const fresh = found.filter((account) => !known.has(account));
    // One that moves on meanwhile is on two of these pages; what was read later stands in front.
    const byId = new Map(fresh.reverse().map((account) => [account.id, account]));
    const accounts = [...byId.values()].reverse();
    known.add(accounts);
    if (next === undefined) return yield { accounts, cursor: undefined };
    const cursor = writeCursor({ url: next, from: here, known: known.last(CURSOR_KEYS) });
    if (visited.size === maxPages) return yield { accounts, cursor };
    const ahead = prefetch === 1 ? step(next, here) : undefined;
    // Whoever leaves while it is under way does not wait for it.
    ahead?.catch(() => undefined);
    yield { accounts, cursor };
    coming = ahead ?? step(next, here);
  }
}

/** Goes back, if at all, to a page with an account that was told. What is on the way comes in the order of the bank. */
async function lookBack(
  read: Read,
  from: URL | undefined,
  known: KnownAccounts,
): Promise<readonly Account[]> {
  const pages: (readonly Account[])[] = [];
  for (let url = from; url !== undefined;) {
    const page: RawPage = await read(url);
    pages.unshift(page.accounts);
    if (page.accounts.some(known.has)) break;
    const { prev } = page;
    const isLost = prev === undefined ? known.hasForgotten() : pages.length === LOOK_BACK_PAGES_MAX;
    if (isLost) throw stuck(url, "the place is lost after many deletions; begin anew");
    url = prev;
  }
  return pages.flat();
}

function stuck({ href: url }: URL, why: string): Form3Error {
  return new Form3Error(`the walk cannot go on: ${why}`, { kind: "decode", method: "GET", url });
}
