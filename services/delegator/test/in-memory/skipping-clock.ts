import type { Clock } from "../../src/application/clock.ts";

/** A clock on which every sleep is over at once, and which remembers how long each was. */
export type SkippingClock = Clock & {
  readonly slept: readonly number[];
  /** Lets time pass without a sleep. */
  pass(milliseconds: number): void;
};

/** 2026-01-01, so that a history of 2018 to 2025 lies in the past. */
const START_MS = Date.UTC(2026, 0, 1);

export function skippingClock(): SkippingClock {
  const slept: number[] = [];
  let elapsed = 0;
  return {
    slept,
    monotonic: () => elapsed,
    now: () => START_MS + elapsed,
    pass: (milliseconds) => {
      elapsed += milliseconds;
    },
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      slept.push(milliseconds);
      elapsed += milliseconds;
      await Promise.resolve();
    },
  };
}
