import type { Favourite } from "./favourite.ts";

/**
 * One change of a list. Indexes count from 0 and are those of the list at the moment of the step: `from` before it,
 * `to` after it.
 */
export type Step =
  | { readonly op: "add"; readonly item: Favourite; readonly to: number }
  | { readonly op: "remove"; readonly item: Favourite; readonly from: number }
  | { readonly op: "move"; readonly item: Favourite; readonly from: number; readonly to: number }
  | { readonly op: "rename"; readonly item: Favourite; readonly at: number; readonly label: string }
  | { readonly op: "show"; readonly item: Favourite; readonly at: number }
  | { readonly op: "hide"; readonly item: Favourite; readonly at: number };

/** Changes in the order in which they happen. */
export type Plan = readonly Step[];

/** The list after the plan. */
export function applied(items: readonly Favourite[], plan: Plan): readonly Favourite[] {
  const list = [...items];
  for (const step of plan) take(list, step);
  return list;
}

/** The plan that undoes a plan: `applied(applied(items, plan), inverse(plan))` is `items`. */
export function inverse(plan: Plan): Plan {
  return plan.toReversed().map(undone);
}

/** What the list holds counts, not the copy of it in the step: that one may come from a journal, without `raw`. */
function take(list: Favourite[], step: Step): void {
  switch (step.op) {
    case "add":
      list.splice(step.to, 0, step.item);
      break;
    case "remove":
      list.splice(step.from, 1);
      break;
    case "move":
      list.splice(step.to, 0, ...list.splice(step.from, 1));
      break;
    case "rename":
      list.splice(step.at, 1, { ...(list[step.at] ?? step.item), label: step.label });
      break;
    case "show":
    case "hide":
      list.splice(step.at, 1, { ...(list[step.at] ?? step.item), isVisible: step.op === "show" });
      break;
  }
}

function undone(step: Step): Step {
  const { item } = step;
  switch (step.op) {
    case "add":
      return { op: "remove", item, from: step.to };
    case "remove":
      return { op: "add", item, to: step.from };
    case "move":
      return { op: "move", item, from: step.to, to: step.from };
    case "rename":
      return {
        op: "rename",
        item: { ...item, label: step.label },
        at: step.at,
        label: item.label,
      };
    case "show":
      return { op: "hide", item: { ...item, isVisible: true }, at: step.at };
    case "hide":
    default:
      return { op: "show", item: { ...item, isVisible: false }, at: step.at };
  }
}
