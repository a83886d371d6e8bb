import { expect, it } from "vitest";

import { finishErasures, followKeys } from "./follow-keys.ts";

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

it("finishes erasures once, however often that fails before", async () => {
  const { signal } = new AbortController();
  const told: string[] = [];
  let times = 0;
  const finish = async (): Promise<void> => {
    times += 1;
    if (times < 3) throw new RangeError("the database is away");
  };
  const onError = (_: unknown, where: string): void => void told.push(where);
  await finishErasures(finish, { signal, sleep: async () => undefined, onError });
  expect(times).toBe(3);
  expect(told).toEqual(["erasures", "erasures"]);
});
