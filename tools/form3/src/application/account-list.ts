import type { Account } from "../domain/account.ts";
import { BadOptions } from "../domain/bad-options.ts";
import { KnownAccounts } from "../domain/known-accounts.ts";
import { listQuery, whole, type ListParameters } from "../domain/list-parameters.ts";
import { readCursor } from "../domain/page-cursor.ts";
import { followLink } from "../domain/page-links.ts";
import type { CallOptions } from "./call-options.ts";
import { cancellable } from "./cancellable.ts";
import { answerOf, pageIn, type RawPage } from "./read-answer.ts";
import type { Sender } from "./sender.ts";
import { PAGES_MAX, walkPages, type Page, type WalkStart } from "./walk-pages.ts";

/** Which accounts: from the beginning, or where an earlier walk was left. */
export type ListRequest = ListParameters & {
  /** The `cursor` of a page. It knows filter and size, so that no other parameter goes with it. */
  readonly cursor?: string;
};

/** How to walk. The limits hold for every page by itself. */
export type ListOptions = Omit<CallOptions, "idempotencyKey"> & {
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

type Parts = {
  readonly sender: Sender;
  readonly first: URL;
  readonly request: ListRequest;
  readonly options: ListOptions;
};

/** Accounts that are fetched as they are asked for. Each iteration begins anew. */
export class AccountList implements AsyncIterable<Account> {
  readonly #sender: Sender;
  readonly #start: () => WalkStart;
  readonly #options: ListOptions;

  constructor({ sender, first, request, options }: Parts) {
    this.#sender = sender;
    this.#start = startOf(first, request);
    this.#options = options;
    if (options.maxPages !== undefined) whole("maxPages", options.maxPages, 1);
  }

  /** One account after the other. Leaving the loop ends what is under way. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Account> {
    const pages = this.pages();
    return cancellable((signal) => accountsOf(pages, signal));
  }

  /** One page after the other; each knows the cursor to go on from. */
  pages(): AsyncIterableIterator<Page> {
    return cancellable((signal) => this.#walk(signal));
  }

  /** The first so many accounts, at most. The limit keeps a long list from filling the memory. */
  async toArray({ limit }: { readonly limit: number }): Promise<readonly Account[]> {
    whole("limit", limit, 0);
    const accounts: Account[] = [];
    if (limit === 0) return accounts;
    for await (const account of this) {
      accounts.push(account);
      if (accounts.length === limit) break;
    }
    return accounts;
  }

  async *#walk(leaving: AbortSignal): AsyncGenerator<Page> {
    const { signal, maxPages, prefetch = 0, recheck = true } = this.#options;
    const stopping = new AbortController();
    const follow = (source: AbortSignal) => {
      const stop = () => stopping.abort(source.reason);
      if (source.aborted) stop();
      source.addEventListener("abort", stop, { once: true });
      return () => source.removeEventListener("abort", stop);
    };
    const unfollow = [leaving, signal].map((source) => source && follow(source));
    const read = (url: URL) => this.#read(url, stopping.signal);
    try {
      const pagesMax = maxPages ?? PAGES_MAX;
      const isLimited = maxPages !== undefined;
      yield* walkPages(read, this.#start(), { pagesMax, isLimited, prefetch, recheck });
    } finally {
      for (const end of unfollow) end?.();
    }
  }

  async #read(url: URL, signal: AbortSignal): Promise<RawPage> {
    const options = { ...this.#options, signal };
    const call = { method: "GET", url, conflict: "version_conflict" as const, options };
    return pageIn(call, answerOf(await this.#sender.send(call)));
  }
}

async function* accountsOf(
  pages: AsyncIterableIterator<Page>,
  leaving: AbortSignal,
): AsyncGenerator<Account> {
  leaving.addEventListener("abort", () => void pages.return?.(), { once: true });
  for await (const { accounts } of pages) yield* accounts;
}

function startOf(first: URL, request: ListRequest): () => WalkStart {
  const { cursor, ...parameters } = request;
  if (cursor === undefined) {
    const url = new URL(first);
    url.search = listQuery(parameters).toString();
    const { pageNumber = 0 } = parameters;
    const isFirst = pageNumber === 0 || pageNumber === "first";
    return () => ({ url, from: undefined, known: new KnownAccounts({ hasForgotten: !isFirst }) });
  }
  const stranger = Object.entries(parameters).find(([, value]) => value !== undefined);
  if (stranger !== undefined) throw new BadOptions(`cursor goes without ${stranger[0]}`);
  const { next, from, known } = readCursor(cursor);
  const [url, before] = [next, from].map((link) => ours(link, first));
  return () => ({
    url: url ?? first,
    from: before,
    known: new KnownAccounts({ keys: known, hasForgotten: true }),
  });
}

function ours(link: string, base: URL): URL {
  try {
    return followLink(link, base);
  } catch {
    throw new BadOptions("cursor: it is of another bank");
  }
}
