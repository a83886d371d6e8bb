import type { Delegation } from "../domain/delegation.ts";
import type { ListScope } from "../domain/list-scope.ts";
import type { Cursor } from "./cursor.ts";
import type { CursorPlace, PagePlace } from "./list-request.ts";
import type { Listing, Neighbours, PageTooDeep } from "./listing.ts";
import type { ReadSelection, Selection } from "./selection.ts";

/** Rows that may be passed over to reach a page by its number: some ten milliseconds. */
const REACH_ROWS = 10_000;

type DelegationListing = Listing<Delegation>;

function isReachable({ page, size }: Pick<PagePlace, "page" | "size">): boolean {
  return page * size <= REACH_ROWS;
}

function nextOf(
  rows: readonly Delegation[],
  { page, size }: PagePlace,
): "page" | Cursor | undefined {
  const last = rows[size - 1];
  if (rows.length <= size || last === undefined) return undefined;
  return isReachable({ page: page + 1, size }) ? "page" : { id: last.id, towards: "older" };
}

/** Nothing can come between the row it is pinned to and its rows, when that one is final. */
function isPageLasting({ pinnedId, finalId, rows }: Selection): boolean {
  return rows.length > 0 && pinnedId !== undefined && pinnedId <= finalId;
}

/** Reads a page of a selection by its number; the rows before it are passed over, so it must not lie too deep. */
export async function selectedPage(
  read: ReadSelection,
  scope: ListScope,
  place: PagePlace,
): Promise<DelegationListing | PageTooDeep> {
  const { page, size, asOf } = place;
  if (!isReachable(place)) return { code: "page_too_deep", rowsMax: REACH_ROWS };
  const selection = await read({
    scope,
    asOf,
    cursor: undefined,
    offset: (page - 1) * size,
    limit: size + 1,
  });
  const { rows, state, historyMax } = selection;
  return {
    rows: rows.slice(0, size),
    state,
    version: state,
    neighbours: {
      by: "page",
      asOf: asOf === undefined ? state.rows : Math.min(asOf, historyMax),
      lastPage: undefined,
      next: nextOf(rows, place),
    },
    isLasting: isPageLasting(selection),
  };
}

/** The page read from a cursor on, in reading order. */
type ReadOn = { readonly rows: readonly Delegation[]; readonly hasMore: boolean };

function olderNeighbours({ rows, hasMore }: ReadOn, cursor: Cursor | undefined): Neighbours {
  const newest = rows[0]?.id;
  const oldest = rows.at(-1)?.id;
  return {
    by: "cursor",
    // Behind the end, the row beside the cursor is the newest of the page before.
    prev:
      cursor === undefined ? undefined : { id: newest ?? cursor.id - 1, towards: "newer" as const },
    next: hasMore && oldest !== undefined ? { id: oldest, towards: "older" } : undefined,
  };
}

function newerNeighbours({ rows, hasMore }: ReadOn, cursor: Cursor): Neighbours {
  const oldest = rows[0]?.id;
  const newest = rows.at(-1)?.id;
  return {
    by: "cursor",
    prev: hasMore && newest !== undefined ? { id: newest, towards: "newer" } : undefined,
    next: { id: oldest ?? cursor.id + 1, towards: "older" },
  };
}

/** Among final rows nothing comes or goes; only a page at the newest end can still grow or get a neighbour. */
function isCursorLasting(selection: Selection, cursor: Cursor | undefined, hasMore: boolean) {
  const { rows, state, finalId } = selection;
  if (cursor === undefined || rows.length === 0) return false;
  if (cursor.towards === "older") return cursor.id <= finalId;
  return hasMore && rows.every(({ level }) => level <= state.final);
}

/** Reads the page beside a cursor, at the same cost wherever that is. */
export async function cursorPage(
  read: ReadSelection,
  scope: ListScope,
  place: CursorPlace,
): Promise<DelegationListing> {
  const { size } = place;
  const cursor = place.cursor === "newest" ? undefined : place.cursor;
  const selection = await read({ scope, asOf: undefined, cursor, offset: 0, limit: size + 1 });
  const { state } = selection;
  const rows = selection.rows.slice(0, size);
  const hasMore = selection.rows.length > size;
  const isNewer = cursor?.towards === "newer";
  return {
    rows: isNewer ? rows.toReversed() : rows,
    state,
    version: state,
    neighbours: isNewer
      ? newerNeighbours({ rows, hasMore }, cursor)
      : olderNeighbours({ rows, hasMore }, cursor),
    isLasting: isCursorLasting(selection, cursor, hasMore),
  };
}
