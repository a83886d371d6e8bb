import { expect, test } from "vitest";

import { DatabaseUnavailable } from "./database-unavailable.ts";
import { hold } from "./hold.ts";

/** A clock that only moves when somebody sleeps. */
function sleepingClock() {
  const slept: number[] = [];
  const nowMs = (): number => slept.reduce((sum, ms) => sum + ms, 0);
  const sleep = async (ms: number): Promise<void> => void slept.push(ms);
  return { slept, nowMs, sleep };
}

const away = new DatabaseUnavailable(new RangeError("away"), "not_applied");

test("tries again, more and more slowly, until it succeeds", async () => {
  const clock = sleepingClock();
  let tries = 0;
  const attempt = async (): Promise<number> => {
    tries += 1;
    if (tries < 7) throw away;
    return tries;
  };
  expect(await hold(attempt, { holdMs: 2_000, clock })).toBe(7);
  expect(clock.slept).toEqual([20, 40, 80, 160, 200, 200]);
});

test("gives up with the last error before the time is over", async () => {
  const clock = sleepingClock();
  const attempt = () => Promise.reject(away);
  await expect(hold(attempt, { holdMs: 100, clock })).rejects.toBe(away);
  expect(clock.slept).toEqual([20, 40]);
});

test("with no time to hold it tries once", async () => {
  const clock = sleepingClock();
  await expect(hold(() => Promise.reject(away), { holdMs: 0, clock })).rejects.toBe(away);
  expect(clock.slept).toEqual([]);
});

test("any other error ends it at once", async () => {
  const clock = sleepingClock();
  const mistake = new RangeError("mine");
  await expect(hold(() => Promise.reject(mistake), { holdMs: 100, clock })).rejects.toBe(mistake);
  expect(clock.slept).toEqual([]);
});
