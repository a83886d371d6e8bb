import { expect, it } from "vitest";

import { medianRatio, pairedRuns } from "./paired-runs.ts";

it("lets the other one go first each time", async () => {
  const order: string[] = [];
  const run = (name: string, figure: number) => async () => {
    order.push(name);
    return figure;
  };
  const pairs = await pairedRuns(3, { ours: run("ours", 2), theirs: run("theirs", 4) });
  expect(order).toEqual(["ours", "theirs", "theirs", "ours", "ours", "theirs"]);
  expect(pairs).toEqual(Array.from({ length: 3 }, () => ({ ours: 2, theirs: 4 })));
});

it("is not moved by one disturbed pair", () => {
  const pairs = [
    { ours: 9, theirs: 10 },
    { ours: 1, theirs: 100 },
    { ours: 18, theirs: 20 },
  ];
  expect(medianRatio(pairs)).toBe(0.9);
});
