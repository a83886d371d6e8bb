import type { DelegationPage } from "../domain/delegation-page.ts";
import type { Delegation } from "../domain/delegation.ts";
import { listShape } from "../domain/list-scope.ts";
import { pageWindow } from "../domain/page-window.ts";
import type { RankedPage, ReadRankedPage } from "./delegation-pages.ts";
import { isCursorPlace, type ListRequest, type PagePlace } from "./list-request.ts";
import type { HistoryLoading, Listing, PageTooDeep } from "./listing.ts";
import { cursorPage, selectedPage } from "./selected-pages.ts";
import type { ReadSelection } from "./selection.ts";

/** The newest rows, shown before the history has been ranked. */
export type Provisional = {
  /** The newest one last. */
  readonly rows: DelegationPage;
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

/** Where the rows of lists come from, and how they are shown. */
export type ListSources<Row> = {
  readonly view: () => MirrorView;
  /** Pages of the whole history and of a year. */
  readonly pages: ReadRankedPage<Row>;
  /** Pages of a stretch. */
  readonly stretches: ReadRankedPage<Row>;
  readonly selections: ReadSelection;
  readonly show: (delegation: Delegation, finalLevel: number) => Row;
};

export type ListDelegations<Row> = (
  request: ListRequest,
) => Promise<Listing<Row> | HistoryLoading | PageTooDeep>;

type ShownRow = { readonly level: number | string };

/**
 * Serves pages of every list: by rank where the list is a range of ranks, else by search; and until there are ranks
 * the newest rows from memory.
 */
export function listDelegations<Row extends ShownRow>(
  sources: ListSources<Row>,
): ListDelegations<Row> {
  const { view, pages, stretches, selections } = sources;
  return async ({ scope, place }) => {
    const mirror = view();
    if (!mirror.isRanked) return provisionalPage(sources, mirror, { scope, place });
    const shape = listShape(scope);
    if (isCursorPlace(place)) {
      return shown(sources, await cursorPage(selections, scope, place));
    }
    if (shape === "selection") {
      return shown(sources, await selectedPage(selections, scope, place));
    }
    const read = shape === "stretch" ? stretches : pages;
    return rankedListing(await read(scope, place), place);
  };
}

function shown<Row>(
  { show }: ListSources<Row>,
  listing: Listing<Delegation> | PageTooDeep,
): Listing<Row> | PageTooDeep {
  if ("code" in listing) return listing;
  const { final } = listing.state;
  return { ...listing, rows: listing.rows.map((row) => show(row, final)) };
}

function rankedListing<Row extends ShownRow>(
  ranked: RankedPage<Row>,
  place: PagePlace,
): Listing<Row> {
  const { rows, state, totalMax } = ranked;
  const { asOf, page, size } = place;
  // A list pinned to more than it has now keeps its borders: a reorg took its newest rows, and only those.
  const total = asOf === undefined ? ranked.total : Math.min(asOf, totalMax);
  const { lastPage, low, high } = pageWindow(total, page, size);
  const newest = rows[0];
  const isWhole = newest !== undefined && rows.length === high - low;
  return {
    rows,
    state,
    version: state,
    neighbours: {
      by: "page",
      asOf: total,
      lastPage,
      next: page < lastPage ? "page" : undefined,
    },
    total,
    isLasting: asOf === total && isWhole && Number(newest.level) <= state.final,
  };
}

function provisionalPage<Row>(
  { show }: ListSources<Row>,
  { provisional, done }: MirrorView,
  { scope, place }: ListRequest,
): Listing<Row> | HistoryLoading {
  if (provisional === undefined || listShape(scope) !== "history" || isCursorPlace(place)) {
    return { code: "history_loading", done };
  }
  const { rows, head, final } = provisional;
  const from = (place.page - 1) * place.size;
  const to = from + place.size;
  // A page that is not wholly among the newest rows would look like the end of the history.
  if (place.asOf !== undefined || to > rows.length) return { code: "history_loading", done };
  const newestFirst = [...rows.between(rows.length - to, rows.length - from)].toReversed();
  return {
    rows: newestFirst.map((row) => show(row, final)),
    state: { head, final },
    neighbours: {
      by: "page",
      asOf: undefined,
      lastPage: undefined,
      next: to < rows.length ? "page" : undefined,
    },
    isLasting: false,
    done,
  };
}
