import type { Favourite } from "./favourite.ts";
import type { Plan, Step } from "./plan.ts";

/** An item as events tell it: without what only its store understands. */
export type ItemFacts = Omit<Favourite, "raw">;

/** What happened to a list, in the past tense. Indexes are those of the step that did it. */
export type ListEvent =
  | { readonly type: "FavouriteAdded"; readonly item: ItemFacts; readonly to: number }
  | { readonly type: "FavouriteRemoved"; readonly item: ItemFacts; readonly from: number }
  | {
      readonly type: "FavouriteMoved";
      readonly item: ItemFacts;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly type: "FavouriteRenamed";
      readonly item: ItemFacts;
      readonly at: number;
      readonly label: string;
    }
  | {
      readonly type: "VisibilityChanged";
      readonly item: ItemFacts;
      readonly at: number;
      readonly isVisible: boolean;
    }
  /** The list was put back to an earlier state; seeds of before and after. */
  | { readonly type: "ListRestored"; readonly from: string; readonly to: string };

/** The events of a plan that was carried out. */
export function eventsOf(plan: Plan): readonly ListEvent[] {
  return plan.map(eventOf);
}

/** The plan that events came from, so that it can be undone; a restored list has none. */
export function planOf(events: readonly ListEvent[]): Plan | undefined {
  const steps = events.map(stepOf);
  return steps.every((step) => step !== undefined) ? steps : undefined;
}

function eventOf(step: Step): ListEvent {
  const { raw: _raw, ...item } = step.item;
  switch (step.op) {
    case "add":
      return { type: "FavouriteAdded", item, to: step.to };
    case "remove":
      return { type: "FavouriteRemoved", item, from: step.from };
    case "move":
      return { type: "FavouriteMoved", item, from: step.from, to: step.to };
    case "rename":
      return { type: "FavouriteRenamed", item, at: step.at, label: step.label };
    case "show":
    case "hide":
    default:
      return { type: "VisibilityChanged", item, at: step.at, isVisible: step.op === "show" };
  }
}

function stepOf(event: ListEvent): Step | undefined {
  switch (event.type) {
    case "FavouriteAdded":
      return { op: "add", item: event.item, to: event.to };
    case "FavouriteRemoved":
      return { op: "remove", item: event.item, from: event.from };
    case "FavouriteMoved":
      return { op: "move", item: event.item, from: event.from, to: event.to };
    case "FavouriteRenamed":
      return { op: "rename", item: event.item, at: event.at, label: event.label };
    case "VisibilityChanged":
      return { op: event.isVisible ? "show" : "hide", item: event.item, at: event.at };
    case "ListRestored":
    default:
      return undefined;
  }
}
