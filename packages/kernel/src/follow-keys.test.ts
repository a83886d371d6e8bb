import { expect, it } from "vitest";

import { followKeys } from "./follow-keys.ts";

it("hears again after whatever ended it, with a rest, until it is over", async () => {
  const stop = new AbortController();
  const told: unknown[] = [];
  const rests: number[] = [];
  let times = 0;
  await followKeys(
    {
      async follow() {
        times += 1;
        if (times === 1) throw new RangeError("the connection is gone");
        if (times === 3) stop.abort();
      },
    },
    {
      signal: stop.signal,
      sleep: async (ms) => void rests.push(ms),
      onError: (error, where) => void told.push([error, where]),
    },
  );
  expect(times).toBe(3);
  expect(rests.slice(0, 2)).toEqual([1_000, 1_000]);
  expect(told).toEqual([[expect.objectContaining({ name: "RangeError" }), "keys"]]);
});
