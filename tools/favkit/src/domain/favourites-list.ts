import type { Favourite } from "./favourite.ts";
import type { Plan } from "./plan.ts";
import { select, type Found, type SelectionRefusal, type Wanted } from "./selection.ts";
import { targetKey } from "./target-key.ts";

/** A place in a list. `at` counts from 0 and is the index that the item has afterwards. */
export type Position =
  | { readonly kind: "first" }
  | { readonly kind: "last" }
  | { readonly kind: "at"; readonly index: number }
  | { readonly kind: "before"; readonly wanted: Wanted }
  | { readonly kind: "after"; readonly wanted: Wanted };

/** Why a list stays as it is. */
export type ListRefusal =
  | SelectionRefusal
  /** Something with the same target is in the list. */
  | { readonly code: "already_there"; readonly found: Found }
  | { readonly code: "uuid_taken"; readonly uuid: string }
  /** `max` is the highest index that is possible. */
  | { readonly code: "position_out_of_range"; readonly index: number; readonly max: number };

/** Puts a new item into the list. Nothing is in it twice, neither by uuid nor by target. */
export function insert(
  items: readonly Favourite[],
  item: Favourite,
  position: Position,
): Plan | ListRefusal {
  const key = targetKey(item.target);
  const index = items.findIndex(({ target }) => key !== undefined && targetKey(target) === key);
  const existing = items[index];
  if (existing !== undefined) return { code: "already_there", found: { item: existing, index } };
  if (items.some(({ uuid }) => uuid === item.uuid)) return { code: "uuid_taken", uuid: item.uuid };
  const to = indexOf(items, position);
  return typeof to === "number" ? [{ op: "add", item, to }] : to;
}

/** Takes the items found out of the list; they may come in any order. */
export function remove(found: readonly Found[]): Plan {
  return found
    .toSorted((one, other) => other.index - one.index)
    .map(({ item, index }) => ({ op: "remove", item, from: index }));
}

/** Puts an item somewhere else; an empty plan when it is there already. */
export function move(
  items: readonly Favourite[],
  { item, index }: Found,
  position: Position,
): Plan | ListRefusal {
  const anchor = "wanted" in position ? select(items, position.wanted) : undefined;
  if (anchor !== undefined && "code" in anchor) return anchor;
  // Before or after itself is where it is.
  if (anchor?.index === index) return [];
  const to = indexOf(items.toSpliced(index, 1), position);
  if (typeof to !== "number") return to;
  return to === index ? [] : [{ op: "move", item, from: index, to }];
}

/** Gives an item another name; an empty plan when it has it already. */
export function rename({ item, index }: Found, label: string): Plan {
  return item.label === label ? [] : [{ op: "rename", item, at: index, label }];
}

/** Shows or hides items; those that are so already are left alone. */
export function setVisible(found: readonly Found[], op: "show" | "hide"): Plan {
  return found
    .filter(({ item }) => item.isVisible !== (op === "show"))
    .map(({ item, index }) => ({ op, item, at: index }));
}

function indexOf(items: readonly Favourite[], position: Position): number | ListRefusal {
  const max = items.length;
  if (position.kind === "first") return 0;
  if (position.kind === "last") return max;
  if (position.kind === "at") {
    const { index } = position;
    const isInside = Number.isInteger(index) && index >= 0 && index <= max;
    return isInside ? index : { code: "position_out_of_range", index, max };
  }
  const anchor = select(items, position.wanted);
  if ("code" in anchor) return anchor;
  return position.kind === "before" ? anchor.index : anchor.index + 1;
}
