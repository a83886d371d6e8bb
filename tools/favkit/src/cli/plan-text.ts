import type { ListEvent } from "../domain/events.ts";
import type { Plan, Step } from "../domain/plan.ts";
import { quoted } from "../domain/printable.ts";
import { itemText } from "./item-text.ts";

const DONE = {
  add: "added",
  remove: "removed",
  move: "moved",
  rename: "renamed",
  show: "shown",
  hide: "hidden",
};

/** A plan, one step a line. */
export function planText(plan: Plan, tense: "planned" | "done"): string {
  return plan
    .map((step) => `${stepText(step, tense === "done" ? DONE[step.op] : step.op)}\n`)
    .join("");
}

function stepText(step: Step, verb: string): string {
  const text = `${verb} ${itemText(step.item)}`;
  switch (step.op) {
    case "add":
      return `${text} (at ${step.to})`;
    case "move":
      return `${text} (from ${step.from} to ${step.to})`;
    case "rename":
      return `${text} (to ${quoted(step.label)})`;
    case "remove":
    case "show":
    case "hide":
    default:
      return text;
  }
}

/** What happened, for `history`. */
export function eventText(event: ListEvent): string {
  if (event.type === "ListRestored")
    return `restored ${short(event.to)} in place of ${short(event.from)}`;
  const text = itemText(event.item);
  switch (event.type) {
    case "FavouriteAdded":
      return `added ${text} (at ${event.to})`;
    case "FavouriteRemoved":
      return `removed ${text}`;
    case "FavouriteMoved":
      return `moved ${text} (from ${event.from} to ${event.to})`;
    case "FavouriteRenamed":
      return `renamed ${text} (to ${quoted(event.label)})`;
    case "VisibilityChanged":
    default:
      return `${event.isVisible ? "shown" : "hidden"} ${text}`;
  }
}

const SEED_SHOWN = 12;

function short(seed: string): string {
  return seed === "" ? "no file" : seed.slice(0, SEED_SHOWN);
}

/** A plan as JSON tells it. */
export function planJson(plan: Plan) {
  return plan.map(({ item, ...step }) => ({ ...step, uuid: item.uuid, text: itemText(item) }));
}
