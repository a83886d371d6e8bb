import { DatabaseUnavailable } from "./database-unavailable.ts";

/** The time that `hold` lives in. */
type HoldClock = {
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
};

type HoldOptions = {
  readonly holdMs: number;
  readonly clock: HoldClock;
};

/** Tries again while the attempt fails with `DatabaseUnavailable`, for at most `holdMs`. */
export async function hold<T>(attempt: () => Promise<T>, options: HoldOptions): Promise<T> {
  const { clock } = options;
  const untilMs = clock.nowMs() + options.holdMs;
  for (let restMs = REST_MS_MIN; ; restMs = Math.min(2 * restMs, REST_MS_MAX)) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      if (clock.nowMs() + restMs > untilMs) throw error;
    }
    await clock.sleep(restMs);
  }
}

/** A refused connection costs nothing, and a server that is back should be noticed soon. */
const REST_MS_MIN = 20;
const REST_MS_MAX = 200;
