import { expect, it } from "vitest";

import { delegation } from "../../test/in-memory/delegations.ts";
import { delegationView } from "./delegation-view.ts";
import { sharedFinalRows } from "./shared-final-rows.ts";

const batch = (level: number) => ({ after: 0, level, skip: 0, limit: 10 });

it("reads a batch once for all who want it, and again after a failure", async () => {
  const reads: number[] = [];
  let isAway = true;
  const rows = sharedFinalRows(async ({ level }) => {
    reads.push(level);
    if (isAway) throw new RangeError("away");
    return [delegationView(delegation(1), level)];
  });
  await expect(Promise.all([rows(batch(10)), rows(batch(10))])).rejects.toThrow("away");
  isAway = false;
  const both = await Promise.all([rows(batch(10)), rows(batch(10))]);
  expect(both.map(([row]) => row?.final)).toEqual([true, true]);
  await rows(batch(20));
  expect(reads).toEqual([10, 10, 20]);
});

it("forgets batches of long ago", async () => {
  const reads: number[] = [];
  const rows = sharedFinalRows(async ({ level }) => {
    reads.push(level);
    return [];
  });
  for (let level = 1; level <= 9; level += 1) await rows(batch(level));
  await rows(batch(9));
  await rows(batch(1));
  expect(reads).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 1]);
});
