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
  readonly pagesMax: number;
  /** Whether that is a wish, and not the limit that everything has. */
  readonly isLimited: boolean;
  readonly prefetch: 0 | 1;
  readonly recheck: boolean;
};

/** A walk of so many pages that nobody limited is a mistake of somebody. */
export const PAGES_MAX = 10_000;
/** More pages than that are never looked through for the place where the walk was. */
const LOOK_BACK_PAGES_MAX = 100;
/** Neighbours that a cursor remembers to find the place again. */
const CURSOR_KEYS = 20;

type Read = (url: URL) => Promise<RawPage>;

/**
 * Follows `next` from page to page. Where pages are counted, a deletion moves accounts to the page before, behind the
 * back of whoever walks; so that page is read once more after the next one, and what it has got since is told.
 * Whoever was there throughout is told once (ADR 0011). Throws `Form3Error`.
 */
export async function* walkPages(
  read: Read,
  { url, from, known }: WalkStart,
  options: WalkOptions,
): AsyncGenerator<Page> {
  const { pagesMax, isLimited, prefetch, recheck } = options;
  const visited = new Set<string>();
  const step = async (next: URL, before: URL | undefined): Promise<Step> => {
    if (visited.has(next.href)) throw endless(next, "the pages lead round in a circle");
    if (visited.size >= pagesMax) throw endless(next, `there are more than ${pagesMax} pages`);
    visited.add(next.href);
    const isChecked = recheck && before !== undefined && isNumbered(next);
    return takeStep(read, next, { from: isChecked ? before : undefined, known });
  };
  let coming = step(url, from);
  for (;;) {
    const { page, accounts: found } = await coming;
    const accounts = found.filter((account) => !known.has(account));
    known.add(accounts);
    const { next } = page;
    if (next === undefined) return yield { accounts, cursor: undefined };
    const cursor = cursorOf(next, page.url, known);
    if (isLimited && visited.size >= pagesMax) return yield { accounts, cursor };
    const ahead = prefetch === 1 ? step(next, page.url) : undefined;
    // Whoever leaves while it is under way does not wait for it.
    ahead?.catch(() => undefined);
    yield { accounts, cursor };
    coming = ahead ?? step(next, page.url);
  }
}

function cursorOf(next: URL, from: URL, known: KnownAccounts): string {
  const [there, here] = [next, from].map(({ pathname, search }) => `${pathname}${search}`);
  return writeCursor({ next: there ?? "", from: here ?? "", known: known.last(CURSOR_KEYS) });
}

type Step = { readonly page: RawPage; readonly accounts: readonly Account[] };

type Back = { readonly from: URL | undefined; readonly known: KnownAccounts };

/** A page, and in front of it what has come to the pages before since they were read. */
async function takeStep(read: Read, url: URL, { from, known }: Back): Promise<Step> {
  const page = await read(url);
  if (from === undefined) return { page, accounts: page.accounts };
  const moved = await lookBack(read, from, known);
  const ids = new Set(moved.map(({ id }) => id));
  return { page, accounts: [...moved, ...page.accounts.filter(({ id }) => !ids.has(id))] };
}

/** Goes back to a page with an account that was told, and gathers those that were not, the oldest first. */
async function lookBack(read: Read, from: URL, known: KnownAccounts): Promise<readonly Account[]> {
  const pages: (readonly Account[])[] = [];
  for (let url: URL | undefined = from; url !== undefined;) {
    if (pages.length === LOOK_BACK_PAGES_MAX) throw lost(from);
    const page: RawPage = await read(url);
    pages.push(page.accounts);
    if (page.accounts.some((account) => known.has(account))) break;
    url = page.prev;
    if (url === undefined && known.hasForgotten) throw lost(from);
  }
  // An account that moves on while we go back is on two of these pages.
  const moved = new Map<string, Account>();
  for (const account of pages.reverse().flat()) {
    if (!known.has(account)) moved.set(account.id, account);
  }
  return [...moved.values()];
}

function endless(url: URL, why: string): Form3Error {
  const facts = { kind: "decode", method: "GET", url: url.href } as const;
  return new Form3Error(`the list does not end: ${why}; maxPages sets another limit`, facts);
}

function lost(url: URL): Form3Error {
  const facts = { kind: "decode", method: "GET", url: url.href } as const;
  const why = "so many accounts were deleted meanwhile that the place is lost";
  return new Form3Error(`the walk cannot go on: ${why}; begin anew`, facts);
}
