import type { DelegationFilter } from "./delegation-filter.ts";
import { newYear } from "./utc-time.ts";

/** Which delegations a list holds. */
export type ListScope = {
  /** UTC year, or undefined for the whole history. */
  readonly year: number | undefined;
  readonly filter: DelegationFilter;
};

/**
 * How a list lies in the history. All but a selection are ranges of dense ranks: a stretch is cut out by times and
 * levels, which ascend with the ranks. A selection picks single rows.
 */
export type ListShape = "history" | "year" | "stretch" | "selection";

const CUTTING: ReadonlySet<string> = new Set([
  "timeFrom",
  "timeTo",
  "levelFrom",
  "levelTo",
  "isFinal",
]);

export function listShape({ year, filter }: ListScope): ListShape {
  const members = Object.keys(filter);
  if (members.some((member) => !CUTTING.has(member))) return "selection";
  if (members.length > 0) return "stretch";
  return year === undefined ? "history" : "year";
}

/** The year whose rows are counted beforehand for this list; 0 for those of the whole history. */
export function countedYear(scope: ListScope): number {
  return listShape(scope) === "year" ? (scope.year ?? 0) : 0;
}

/** Borders of a stretch; undefined where it is open. */
export type Stretch = {
  readonly levelFrom: number | undefined;
  /** Included. */
  readonly levelTo: number | undefined;
  /** Seconds since 1970. */
  readonly timeFrom: number | undefined;
  /** Seconds since 1970, not included. */
  readonly timeTo: number | undefined;
  readonly isFinal: boolean;
};

function greater(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}

function lesser(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}

/** The borders that scope and year together draw. */
export function stretchOf({ year, filter }: ListScope): Stretch {
  const yearFrom = year === undefined ? undefined : newYear(year);
  const yearTo = year === undefined ? undefined : newYear(year + 1);
  return {
    levelFrom: filter.levelFrom,
    levelTo: filter.levelTo,
    timeFrom: greater(filter.timeFrom, yearFrom),
    timeTo: lesser(filter.timeTo, yearTo),
    isFinal: filter.isFinal === true,
  };
}
