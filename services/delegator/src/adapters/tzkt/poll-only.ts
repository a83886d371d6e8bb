import type { Clock } from "../../application/clock.ts";
import type { Wakeups } from "../../application/wakeups.ts";

/** Nothing is ever heard, so every look is a poll. */
export function pollOnly(clock: Clock): Wakeups & AsyncDisposable {
  return {
    async next(waitMs, signal) {
      await clock.sleep(waitMs, signal);
      return {};
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
