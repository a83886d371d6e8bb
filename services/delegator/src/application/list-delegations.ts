import { pageWindow } from "../domain/page-window.ts";
import { type DelegationPages, type PageRequest, type PageRow } from "./delegation-pages.ts";

/** The newest rows, shown before the history has been ranked. */
export type Provisional = {
  /** Newest first. */
  readonly rows: readonly PageRow[];
  readonly head: number;
  readonly final: number;
};

/** What this process knows of the synchronisation. */
export type MirrorView = {
  readonly isRanked: boolean;
  readonly provisional: Provisional | undefined;
  /** Part of the history that is durable, from 0 to 1. */
  readonly done: number;
};

export type Listing = {
  readonly rows: readonly PageRow[];
  readonly head: number;
  readonly final: number;
  readonly hasNext: boolean;
  /** Absent while the history is loading. */
  readonly whole?: { readonly total: number; readonly lastPage: number };
  /** Present while the history is loading: the part that is durable, from 0 to 1. */
  readonly done?: number;
};

/** The page asked for cannot be told before the whole history is ranked. */
export type HistoryLoading = { readonly code: "history_loading"; readonly done: number };

export type ListDelegations = (request: PageRequest) => Promise<Listing | HistoryLoading>;

/** Serves pages by rank, and until there are ranks the newest rows from memory. */
export function listDelegations(view: () => MirrorView, pages: DelegationPages): ListDelegations {
  return async (request) => {
    const mirror = view();
    if (!mirror.isRanked) return provisionalPage(mirror, request);
    const { rows, total, head, final } = await pages(request);
    const { lastPage } = pageWindow(total, request.page, request.size);
    return { rows, head, final, hasNext: request.page < lastPage, whole: { total, lastPage } };
  };
}

function provisionalPage(mirror: MirrorView, request: PageRequest): Listing | HistoryLoading {
  const { provisional, done } = mirror;
  const from = (request.page - 1) * request.size;
  const to = from + request.size;
  // A page that is not wholly among the newest rows would look like the end of the history.
  if (provisional === undefined || request.year !== undefined || to > provisional.rows.length) {
    return { code: "history_loading", done };
  }
  const { rows, head, final } = provisional;
  return { rows: rows.slice(from, to), head, final, hasNext: to < rows.length, done };
}
