import type { Favourite } from "../domain/favourite.ts";
import { printable } from "../domain/printable.ts";
import { nameOf } from "../domain/selection.ts";
import { pathOf, urlOf } from "../domain/target-of.ts";

/** Items that are known by their names alone. */
const ALONE = { airdrop: "AirDrop", recents: "Recents", applications: "Applications" } as const;

/** An item on one line, as favkit has always printed it: `name -> path`, the three known ones by name alone. */
export function itemText(item: Favourite): string {
  const { target, isResolved } = item;
  const place = placeOf(item);
  if (!isResolved) {
    const known = place === undefined ? "" : ` (last known: ${printable(place)})`;
    return `${printable(nameOf(item))} -> NOTFOUND${known}`;
  }
  if (target.kind === "airdrop" || target.kind === "recents" || target.kind === "applications") {
    return ALONE[target.kind];
  }
  return `${printable(nameOf(item))} -> ${printable(place ?? "NOTFOUND")}`;
}

/** The path of an item, or else its URL. */
export function placeOf({ target }: Favourite): string | undefined {
  return pathOf(target) ?? urlOf(target);
}
