import type { Favourite } from "../domain/favourite.ts";
import { move, type Position, remove, rename, setVisible } from "../domain/favourites-list.ts";
import type { ListName } from "../domain/list-name.ts";
import type { Plan } from "../domain/plan.ts";
import { hasControlCharacter } from "../domain/requested-target.ts";
import { type Found, matches, select, type Wanted } from "../domain/selection.ts";
import { changeList, type Changed, type ChangePorts } from "./change-list.ts";
import { controlCharacter, failure } from "./fail.ts";

/** Items by the texts that name them. With `isEvery` a text may name more than one. */
type Items = {
  readonly list: ListName;
  readonly wanted: readonly Wanted[];
  readonly isEvery?: boolean;
};

/** Removes items. One that is not found or not unique stops it before anything is written. */
export async function removeFavourites(ports: ChangePorts, items: Items): Promise<Changed> {
  const decide = (all: readonly Favourite[]) => remove(foundItems(all, items));
  return changeList(ports, { list: items.list, command: "remove", decide });
}

/** Hides or shows items, which stay where they are. */
export async function setFavouritesVisible(
  ports: ChangePorts,
  items: Items,
  op: "show" | "hide",
): Promise<Changed> {
  const decide = (all: readonly Favourite[]) => setVisible(foundItems(all, items), op);
  return changeList(ports, { list: items.list, command: op, decide });
}

/** Moves one item. */
export async function moveFavourite(
  ports: ChangePorts,
  { list, wanted, position }: { list: ListName; wanted: Wanted; position: Position },
): Promise<Changed> {
  const decide = (all: readonly Favourite[]) =>
    accepted(move(all, foundItem(all, wanted), position));
  return changeList(ports, { list, command: "move", decide });
}

/** Gives one item another name. */
export async function renameFavourite(
  ports: ChangePorts,
  { list, wanted, label }: { list: ListName; wanted: Wanted; label: string },
): Promise<Changed> {
  if (hasControlCharacter(label)) throw controlCharacter(label);
  const decide = (all: readonly Favourite[]) => rename(foundItem(all, wanted), label);
  return changeList(ports, { list, command: "rename", decide });
}

/** Removes every item. */
export async function clearFavourites(ports: ChangePorts, list: ListName): Promise<Changed> {
  const decide = (all: readonly Favourite[]) => remove(all.map((item, index) => ({ item, index })));
  return changeList(ports, { list, command: "clear", decide });
}

function foundItem(all: readonly Favourite[], wanted: Wanted): Found {
  const found = select(all, wanted);
  if ("code" in found) throw failure(found);
  return found;
}

/** Each item once, though two texts may mean the same one. */
function foundItems(all: readonly Favourite[], { wanted, isEvery }: Items): readonly Found[] {
  const found = wanted.flatMap((each) => {
    const some = isEvery === true ? matches(all, each) : [foundItem(all, each)];
    if (some.length === 0) throw failure({ code: "nothing_matched", text: each.text });
    return some;
  });
  return [...new Map(found.map((each) => [each.index, each])).values()];
}

function accepted(plan: Plan | Exclude<ReturnType<typeof move>, Plan>): Plan {
  if ("code" in plan) throw failure(plan);
  return plan;
}
