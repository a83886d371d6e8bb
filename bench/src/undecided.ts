import type { Must } from "./must.ts";

/** A bound that this run cannot decide, for instance a ratio of times that are too short. */
export function undecided(must: Must): Must {
  return { ...must, pass: null };
}
