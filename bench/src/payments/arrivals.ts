import { setTimeout as sleep } from "node:timers/promises";

import type { PaymentsLoad } from "./payers-questions.ts";

/** Tells whoever is free when the next request came, in milliseconds of `performance.now()`; undefined after the last. */
export type Arrivals = () => Promise<number | undefined>;

/** Requests as soon as somebody is free; or at random times, like a throttled pgbench's, however many are free by then. */
export function arrivals({ milliseconds, perSecond }: PaymentsLoad): Arrivals {
  const untilMs = performance.now() + milliseconds;
  if (perSecond === undefined) {
    return async () => {
      const now = performance.now();
      return now < untilMs ? now : undefined;
    };
  }
  const meanMs = 1000 / perSecond;
  let nextMs = performance.now();
  return async () => {
    // Exponential gaps, as between requests that know nothing of each other.
    nextMs -= Math.log(1 - Math.random()) * meanMs;
    const came = nextMs;
    if (came >= untilMs) return undefined;
    const waitMs = came - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    return came;
  };
}
