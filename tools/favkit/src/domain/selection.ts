import type { Favourite } from "./favourite.ts";
import { targetKey } from "./target-key.ts";
import { defaultLabel, targetOfUrl } from "./target-of.ts";

/** What somebody means by a text: `path` is the absolute path that it would be. */
export type Wanted = { readonly text: string; readonly path?: string };

/** An item and its place in the list, from 0. */
export type Found = { readonly item: Favourite; readonly index: number };

/** Why a text does not name one item. */
export type SelectionRefusal =
  | { readonly code: "nothing_matched"; readonly text: string }
  | { readonly code: "ambiguous"; readonly text: string; readonly candidates: readonly Found[] };

/** The name of an item; of one that has none, what it leads to. */
export function nameOf({ label, target }: Favourite): string {
  return label === "" ? defaultLabel(target) : label;
}

/**
 * All items that a text may mean: by uuid, else by path or URL, else by exact name, else by name without regard to
 * case. The first of these ways that finds anything decides.
 */
export function matches(items: readonly Favourite[], wanted: Wanted): readonly Found[] {
  const all = items.map((item, index) => ({ item, index }));
  for (const isMeant of ways(wanted)) {
    const found = all.filter(({ item }) => isMeant(item));
    if (found.length > 0) return found;
  }
  return [];
}

/** The one item that a text means. */
export function select(items: readonly Favourite[], wanted: Wanted): Found | SelectionRefusal {
  const { text } = wanted;
  const [found, ...others] = matches(items, wanted);
  if (found === undefined) return { code: "nothing_matched", text };
  return others.length === 0 ? found : { code: "ambiguous", text, candidates: [found, ...others] };
}

function ways({ text, path }: Wanted): readonly ((item: Favourite) => boolean)[] {
  const keys = new Set([
    targetKey(targetOfUrl(text)),
    path === undefined ? undefined : targetKey({ kind: "folder", path }),
  ]);
  const exact = text.normalize("NFC");
  const loose = exact.toLowerCase();
  return [
    ({ uuid }) => uuid.toLowerCase() === text.toLowerCase(),
    ({ target }) => {
      const key = targetKey(target);
      return key !== undefined && keys.has(key);
    },
    (item) => names(item).includes(exact),
    (item) => names(item).some((name) => name.toLowerCase() === loose),
  ];
}

/** A special item answers to its plain name too, whatever the system's language calls it. */
function names(item: Favourite): readonly string[] {
  return [item.label, defaultLabel(item.target)]
    .filter((name) => name !== "")
    .map((name) => name.normalize("NFC"));
}
