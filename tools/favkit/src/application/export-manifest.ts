import type { Favourite } from "../domain/favourite.ts";
import { hasControlCharacter, requestedTarget } from "../domain/requested-target.ts";
import { targetKey } from "../domain/target-key.ts";
import { defaultLabel, pathOf, urlOf } from "../domain/target-of.ts";
import { MANIFEST_WORDS } from "./manifest.ts";

/** An item as it is written into a manifest: the keys of the file. */
export type ExportedItem =
  | string
  | {
      readonly path?: string;
      readonly url?: string;
      readonly uuid?: string;
      readonly name?: string;
      readonly hidden?: true;
    };

/**
 * The manifest of a list: applying it to that list changes nothing. Paths below `home` begin with `~`, so that they
 * fit another user. What has no address that can be written, or the same as an item before it, is named by its uuid.
 */
export function exportManifest(items: readonly Favourite[], home: string): readonly ExportedItem[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const place = placeOf(item, home);
    const key = targetKey(item.target);
    const isFirst = key !== undefined && !seen.has(key);
    if (key !== undefined) seen.add(key);
    return exported(item, isFirst ? place : { uuid: item.uuid });
  });
}

type Place = { readonly path: string } | { readonly url: string } | { readonly uuid: string };

function placeOf({ target, uuid }: Favourite, home: string): string | Place {
  const url = urlOf(target);
  const path = pathOf(target);
  if (url === undefined || "code" in requestedTarget(url)) return { uuid };
  const word = Object.entries(MANIFEST_WORDS).find(([, meaning]) => meaning === url)?.[0];
  return word ?? (path === undefined ? { url } : { path: abbreviated(path, home) });
}

function abbreviated(path: string, home: string): string {
  if (path === home) return "~";
  return home !== "/" && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

function exported(item: Favourite, place: string | Place): ExportedItem {
  const isWord = typeof place === "string";
  // The names of AirDrop and its like are the system's, in its language.
  const isNamed = !isWord && item.label !== defaultLabel(item.target) && isName(item.label);
  if (isWord && item.isVisible) return place;
  return {
    ...(isWord ? { url: MANIFEST_WORDS[place] ?? place } : place),
    ...(isNamed ? { name: item.label } : {}),
    ...(item.isVisible ? {} : { hidden: true }),
  };
}

/** A name that a manifest may hold: another one stays out of it, and as it is in the list. */
function isName(label: string): boolean {
  return label !== "" && !hasControlCharacter(label);
}
