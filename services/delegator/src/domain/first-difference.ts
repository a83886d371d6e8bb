import type { Delegation } from "./delegation.ts";

const MEMBERS = [
  "id",
  "level",
  "hash",
  "counter",
  "nonce",
  "time",
  "sender",
  "initiator",
  "amount",
  "prevBaker",
  "newBaker",
  "status",
] as const satisfies readonly (keyof Delegation)[];

/** Ids are given out anew after a reorg, so rows are the same only when everything about them is. */
function isSame(one: Delegation | undefined, other: Delegation | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return MEMBERS.every((member) => one[member] === other[member]);
}

/** Index of the first row that differs or that only one side has; undefined when both sides are equal. */
export function firstDifference(
  ours: readonly Delegation[],
  theirs: readonly Delegation[],
): number | undefined {
  const length = Math.max(ours.length, theirs.length);
  for (let index = 0; index < length; index += 1) {
    if (!isSame(ours[index], theirs[index])) return index;
  }
  return undefined;
}
