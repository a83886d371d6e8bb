/** One condition on a number, by the mode's name in the query (`level.ge=..`). */
export type Comparison =
  | { readonly mode: OrderMode; readonly value: number }
  | { readonly mode: ListMode; readonly values: readonly number[] };

/** Modes that compare with one number. */
export const ORDER_MODES = ["eq", "ne", "gt", "ge", "lt", "le"] as const;
/** Modes that look for the number in a list: in it, not in it. */
export const LIST_MODES = ["in", "ni"] as const;

/** The name of a mode that compares with one number. */
export type OrderMode = (typeof ORDER_MODES)[number];
type ListMode = (typeof LIST_MODES)[number];

/** Whether `actual` meets the condition. */
export function meets(actual: number, comparison: Comparison): boolean {
  switch (comparison.mode) {
    case "eq":
      return actual === comparison.value;
    case "ne":
      return actual !== comparison.value;
    case "gt":
      return actual > comparison.value;
    case "ge":
      return actual >= comparison.value;
    case "lt":
      return actual < comparison.value;
    case "le":
      return actual <= comparison.value;
    case "in":
      return comparison.values.includes(actual);
    case "ni":
      return !comparison.values.includes(actual);
    default:
      return comparison satisfies never;
  }
}
