import { expect, it } from "vitest";

import { RecentConflicts } from "./recent-conflicts.ts";

/** Batches that are posted without trying before the next attempt. */
function rested(conflicts: RecentConflicts): number {
  for (let batches = 0; ; batches += 1) if (conflicts.isWorthTrying()) return batches;
}

it("is worth trying again ever later after conflicts, and at once after a success", () => {
  const conflicts = new RecentConflicts();
  expect(rested(conflicts)).toBe(0);
  const rests = Array.from({ length: 8 }, () => {
    conflicts.tried(false);
    return rested(conflicts);
  });
  expect(rests).toEqual([1, 3, 7, 15, 31, 63, 64, 64]);
  conflicts.tried(true);
  expect(rested(conflicts)).toBe(0);
  conflicts.tried(false);
  expect(rested(conflicts)).toBe(1);
});
