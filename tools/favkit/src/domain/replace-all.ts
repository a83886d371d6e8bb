import type { Favourite } from "./favourite.ts";
import { rename, setVisible } from "./favourites-list.ts";
import { longestIncreasing } from "./increasing.ts";
import { applied, type Plan, type Step } from "./plan.ts";
import { targetKey } from "./target-key.ts";

/** An item as it should be: one that is there (`index`), or a new one. What is undefined stays as it is. */
export type DesiredItem = {
  readonly place: { readonly index: number } | { readonly item: Favourite };
  readonly label?: string;
  readonly isVisible?: boolean;
};

/** What is to become of items that nobody asked for. */
export type Others = "keep" | "remove";

/** The index of the first item that leads to the same place as a target with this key. */
export function indexOfTarget(items: readonly Favourite[], key: string): number | undefined {
  const index = items.findIndex(({ target }) => targetKey(target) === key);
  return index === -1 ? undefined : index;
}

/**
 * The plan that makes a list hold the desired items in their order, with the least number of moves: what stays in
 * place is a longest part that is in order already. Other items are removed or stay where they are.
 */
export function replaceAll(
  items: readonly Favourite[],
  desired: readonly DesiredItem[],
  others: Others,
): Plan {
  const wanted = desired.map(({ place }) => ("index" in place ? items[place.index] : place.item));
  const removals = others === "keep" ? [] : removalsOf(items, new Set(wanted));
  const draft = arrange(applied(items, removals), wanted);
  const looks = draft.items.flatMap((item, at) => {
    const wish = desired[wanted.indexOf(item)];
    return wish === undefined ? [] : looksOf(item, at, wish);
  });
  return [...removals, ...draft.steps, ...looks];
}

/** From the end on, so that no index changes before its turn. */
function removalsOf(items: readonly Favourite[], kept: ReadonlySet<Favourite | undefined>): Plan {
  return items
    .map((item, from) => ({ op: "remove" as const, item, from }))
    .filter(({ item }) => !kept.has(item))
    .toReversed();
}

type Draft = { readonly items: readonly Favourite[]; readonly steps: Plan };

/** Brings the wanted items into their order: each one is reached, moved or added right behind the one before it. */
function arrange(items: readonly Favourite[], wanted: readonly (Favourite | undefined)[]): Draft {
  const resting = restingItems(items, wanted);
  const list = [...items];
  const steps: Step[] = [];
  let cursor = 0;
  for (const item of wanted) {
    if (item === undefined) continue;
    const from = list.indexOf(item);
    if (resting.has(item)) {
      cursor = from + 1;
      continue;
    }
    const isNew = from === -1;
    if (!isNew) list.splice(from, 1);
    // What lies before the cursor leaves a gap, which the cursor falls into.
    const to = !isNew && from < cursor ? cursor - 1 : cursor;
    list.splice(to, 0, item);
    steps.push(isNew ? { op: "add", item, to } : { op: "move", item, from, to });
    cursor = to + 1;
  }
  return { items: list, steps };
}

function restingItems(
  items: readonly Favourite[],
  wanted: readonly (Favourite | undefined)[],
): ReadonlySet<Favourite> {
  const present = wanted.flatMap((item) =>
    item !== undefined && items.includes(item) ? [item] : [],
  );
  const kept = longestIncreasing(present.map((item) => items.indexOf(item)));
  return new Set(present.filter((_, place) => kept.has(place)));
}

function looksOf(item: Favourite, at: number, { label, isVisible }: DesiredItem): Plan {
  const found = { item, index: at };
  const renaming = label === undefined ? [] : rename(found, label);
  const renamed = renaming.length === 0 ? item : { ...item, label: label ?? item.label };
  if (isVisible === undefined) return renaming;
  return [...renaming, ...setVisible([{ item: renamed, index: at }], isVisible ? "show" : "hide")];
}
