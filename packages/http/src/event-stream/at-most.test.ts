import { expect, it } from "vitest";

import { atMost } from "./at-most.ts";

it("runs so many at a time, the others in order, and goes on after a failure", async () => {
  const run = atMost(2);
  const begun: number[] = [];
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const all = gates.map(({ promise }, number) =>
    run(async () => {
      begun.push(number);
      await promise;
      return number;
    }),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  gates[1]?.reject(new RangeError("one"));
  await expect(all[1]).rejects.toThrow("one");
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of gates) resolve();
  expect(await Promise.allSettled(all)).toMatchObject([
    { value: 0 },
    { status: "rejected" },
    { value: 2 },
    { value: 3 },
    { value: 4 },
  ]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});
