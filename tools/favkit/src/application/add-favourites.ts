import type { Favourite } from "../domain/favourite.ts";
import { insert, type Position } from "../domain/favourites-list.ts";
import type { ListName } from "../domain/list-name.ts";
import { applied, type Plan, type Step } from "../domain/plan.ts";
import { hasControlCharacter } from "../domain/requested-target.ts";
import type { Found } from "../domain/selection.ts";
import { defaultLabel } from "../domain/target-of.ts";
import { changeList, type Changed, type ChangePorts } from "./change-list.ts";
import { controlCharacter, failure } from "./fail.ts";
import { type PlaceOptions, requestedPlace } from "./requested-place.ts";

/** What is to be added, and where. */
type Addition = PlaceOptions & {
  readonly list: ListName;
  /** Paths and URLs as they were typed; they keep their order. */
  readonly places: readonly string[];
  readonly name?: string;
  readonly position: Position;
};

/** Adds what is not there yet; `present` are the items that were. */
export async function addFavourites(
  ports: ChangePorts,
  addition: Addition,
): Promise<Changed & { readonly present: readonly Found[] }> {
  const { name, list, position } = addition;
  if (name !== undefined && hasControlCharacter(name)) throw controlCharacter(name);
  const fresh: Favourite[] = [];
  for (const place of addition.places) {
    const target = await requestedPlace(place, addition);
    const label = name ?? defaultLabel(target);
    const uuid = ports.ids.uuid();
    fresh.push({ uuid, target, label, isVisible: true, isResolved: true });
  }
  let present: readonly Found[] = [];
  const changed = await changeList(ports, {
    list,
    command: "add",
    decide(items) {
      const decided = insertAll(items, fresh, position);
      present = decided.present;
      return decided.plan;
    },
  });
  return { ...changed, present };
}

type Inserted = { readonly plan: Plan; readonly present: readonly Found[] };

/** The first goes to the position, each further one behind the one before it. */
function insertAll(
  items: readonly Favourite[],
  fresh: readonly Favourite[],
  position: Position,
): Inserted {
  const plan: Step[] = [];
  const present: Found[] = [];
  let next = position;
  for (const item of fresh) {
    const steps = insert(applied(items, plan), item, next);
    if ("code" in steps) {
      if (steps.code !== "already_there") throw failure(steps);
      present.push(steps.found);
      continue;
    }
    plan.push(...steps);
    const [step] = steps;
    if (step?.op === "add") next = { kind: "at", index: step.to + 1 };
  }
  return { plan, present };
}
