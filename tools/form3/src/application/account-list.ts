import type { Account } from "../domain/account.ts";
import { must } from "../domain/bad-options.ts";
import { knownAccounts } from "../domain/known-accounts.ts";
import { listQuery, whole, type ListParameters } from "../domain/list-parameters.ts";
import { readCursor } from "../domain/page-cursor.ts";
import type { CallOptions } from "./call-options.ts";
import { cancellable } from "./cancellable.ts";
import { pageIn } from "./read-answer.ts";
import type { Send } from "./sender.ts";
import { walkPages, type Page, type WalkOptions, type WalkStart } from "./walk-pages.ts";

/** Which accounts: from the beginning, or where an earlier walk was left. */
export type ListRequest = ListParameters & {
  /** The `cursor` of a page. It knows filter and size, so that no other parameter goes with it. */
  readonly cursor?: string;
};

/** How to walk. The limits hold for every page by itself. */
export type ListOptions = Omit<CallOptions, "idempotencyKey"> & WalkOptions;

/** Accounts that are fetched as they are asked for. Each iteration begins anew. */
export type AccountList = AsyncIterable<Account> & {
  /** One account after the other. Leaving the loop ends what is under way. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Account>;
  /** One page after the other; each knows the cursor to go on from. */
  pages(): AsyncIterableIterator<Page>;
  /** The first so many accounts, at most. The limit keeps a long list from filling the memory. */
  toArray(most: { readonly limit: number }): Promise<readonly Account[]>;
};

type Parts = { readonly send: Send; readonly request: ListRequest; readonly options: ListOptions };

/** The accounts at an address. Throws `BadOptions`. */
export function accountList(first: URL, { send, request, options }: Parts): AccountList {
  const start = startOf(first, request);
  if (options.maxPages !== undefined) whole("maxPages", options.maxPages, [1]);
  const walk = (leaving: AbortSignal) => {
    const read = (url: URL) =>
      send({ method: "GET", url, options, leaving, read: (answer) => pageIn(answer, url) });
    return walkPages(read, start(), options);
  };
  const list: AccountList = {
    pages: () => cancellable(walk),
    [Symbol.asyncIterator]: () => cancellable((leaving) => accountsOf(walk(leaving))),
    async toArray({ limit }) {
      whole("limit", limit, [0]);
      const accounts: Account[] = [];
      if (limit === 0) return accounts;
      for await (const account of list) {
        if (accounts.push(account) === limit) break;
      }
      return accounts;
    },
  };
  return list;
}

async function* accountsOf(pages: AsyncGenerator<Page>): AsyncGenerator<Account> {
  for await (const { accounts } of pages) yield* accounts;
}

function startOf(first: URL, { cursor, ...parameters }: ListRequest): () => WalkStart {
  if (cursor === undefined) {
    const url = new URL(first);
    url.search = listQuery(parameters);
    const { pageNumber = 0 } = parameters;
    const isResumed = pageNumber !== 0 && pageNumber !== "first";
    return () => ({ url, from: undefined, known: knownAccounts(isResumed) });
  }
  const stranger = Object.entries(parameters).find(([, value]) => value !== undefined);
  must(stranger === undefined, `cursor goes without ${stranger?.[0]}`);
  const { url, from, known } = readCursor(cursor, first);
  return () => ({ url, from, known: knownAccounts(true, known) });
}
