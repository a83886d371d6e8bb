import { setTimeout as delay } from "node:timers/promises";

import type { Clock } from "../../application/clock.ts";

/** The machine's own time. */
export const systemClock: Clock = {
  monotonic: () => performance.now(),
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, { signal });
  },
};
