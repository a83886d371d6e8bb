import type { RowValues } from "./row-values.ts";

/** One delegation in a block; where it stands and whom it leaves follows from what is before it. */
export type Inclusion = {
  /** Operations of other kinds between it and the delegation before, or the start of the block. */
  readonly gap: number;
  readonly row: RowValues;
};

/** The delegations of one operation group: they are included together or not at all. */
export type Group = readonly Inclusion[];

/** What a block holds, independent of its level and of the ids it hands out. */
export type BlockBody = {
  /** Operations of every kind. */
  readonly operations: number;
  readonly groups: readonly Group[];
};

/** Consecutive inclusions of the same operation, taken together. */
export function groupsOf(inclusions: readonly Inclusion[]): readonly Group[] {
  const groups: Inclusion[][] = [];
  for (const inclusion of inclusions) {
    const last = groups.at(-1);
    if (last?.[0]?.row.operation === inclusion.row.operation) last.push(inclusion);
    else groups.push([inclusion]);
  }
  return groups;
}

/** The group with that many operations of other kinds before it. */
export function withGap(group: Group, gap: number): Group {
  return group.map((inclusion, index) => (index === 0 ? { ...inclusion, gap } : inclusion));
}

/** How many operations of other kinds stand before the group. */
export function gapOf(group: Group | undefined): number {
  return group?.[0]?.gap ?? 0;
}
