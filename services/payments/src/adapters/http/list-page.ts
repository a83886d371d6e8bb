import { type Cursors, type CursorScope, linkNext, type Page } from "@holdfast/http/cursor";

/** The list a request goes on with. */
export type Listing = { readonly cursors: Cursors; readonly scope: CursorScope };

/** Where a page goes on: what its cursor was sealed with; undefined for the first one. Throws the problem of a bad cursor. */
export function placeOf(
  { cursors, scope }: Listing,
  cursor: string | undefined,
): readonly string[] | undefined {
  return cursor === undefined ? undefined : cursors.open(cursor, scope);
}

/** The page that is answered, with a link to the next one if there is a place for it to begin at. */
export function pageFrom<Row>(
  reply: Parameters<typeof linkNext>[0],
  { cursors, scope }: Listing,
  { data, next }: { readonly data: Row[]; readonly next: readonly string[] | undefined },
): Page<Row> {
  const next_cursor = next === undefined ? null : cursors.seal(next, scope);
  return linkNext(reply, { data, has_more: next_cursor !== null, next_cursor });
}
