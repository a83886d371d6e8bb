import type { Change } from "./change.ts";

/**
 * What follows the change `seq`, given what the log had left of it. Where the next change was trimmed away, a reset
 * stands for all that is missing. `reached` is a change known to be in the log before it was read.
 */
export function gapless(
  seq: number,
  changes: readonly Change[],
  reached: number,
): readonly Change[] {
  const next = changes[0]?.seq ?? reached + 1;
  if (next <= seq + 1) return changes;
  return [{ seq: next - 1, op: "reset" }, ...changes];
}
