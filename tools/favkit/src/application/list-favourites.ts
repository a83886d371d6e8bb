import type { Favourite } from "../domain/favourite.ts";
import type { ListName } from "../domain/list-name.ts";
import type { Found } from "../domain/selection.ts";
import { pathOf } from "../domain/target-of.ts";
import type { ListStore, Paths } from "./ports.ts";

/** What is listed and how. */
type Listing = {
  readonly list: ListName;
  readonly isWithHidden: boolean;
  /** Tells whether paths still exist; absent for a list of another machine. */
  readonly paths?: Paths;
};

/**
 * The items of a list with their indexes. An item whose path is gone is unresolved and stays in the list: one bad
 * item never hides the others.
 */
export async function listFavourites(
  store: ListStore,
  { list, isWithHidden, paths }: Listing,
): Promise<readonly Found[]> {
  const { items } = await store.read(list);
  const shown = items
    .map((item, index) => ({ item, index }))
    .filter(({ item }) => isWithHidden || item.isVisible);
  if (paths === undefined) return shown;
  return Promise.all(
    shown.map(async ({ item, index }) => ({ item: await looked(item, paths), index })),
  );
}

async function looked(item: Favourite, paths: Paths): Promise<Favourite> {
  const path = pathOf(item.target);
  if (path === undefined || item.target.kind === "recents") return item;
  return (await isThere(path, paths)) ? item : { ...item, isResolved: false };
}

/** A path that may not be looked at may well be there. */
async function isThere(path: string, paths: Paths): Promise<boolean> {
  try {
    return (await paths.inspect(path)) !== undefined;
  } catch {
    return true;
  }
}
