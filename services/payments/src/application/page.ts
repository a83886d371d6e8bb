/** A part of a list, in its order. */
export type Page<Item, Place> = {
  readonly items: readonly Item[];
  /** Of the last item, where others follow. */
  readonly next?: Place;
};

/** Which part: how many items, after which place. */
export type PageAsked<Place> = { readonly after?: Place; readonly limit: number };

/** A place in a list in the order of time. */
export type PlaceInTime = { readonly at: string; readonly id: string };

/** The page of one item more than were asked for, by which is known whether others follow. */
export function pageOf<Item, Place>(
  found: readonly Item[],
  limit: number,
  placeOf: (item: Item) => Place,
): Page<Item, Place> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, next: placeOf(last) } : { items };
}
