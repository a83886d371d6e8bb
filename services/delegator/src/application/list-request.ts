import type { ListScope } from "../domain/list-scope.ts";
import type { Cursor } from "./cursor.ts";

/** A page by its number. */
export type PagePlace = {
  /** From 1. */
  readonly page: number;
  /** Delegations a page. */
  readonly size: number;
  /** The number of rows the list is pinned to; of the whole history when the list is a selection. */
  readonly asOf: number | undefined;
};

/** A page beside a cursor; without one the newest. */
export type CursorPlace = { readonly size: number; readonly cursor: Cursor | "newest" };

/** Which page of which list. */
export type ListRequest = {
  readonly scope: ListScope;
  readonly place: PagePlace | CursorPlace;
};

export function isCursorPlace(place: PagePlace | CursorPlace): place is CursorPlace {
  return "cursor" in place;
}
