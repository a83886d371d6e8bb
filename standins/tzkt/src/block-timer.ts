import type { ChainProgress } from "./chain-progress.ts";
import type { ChainSteps } from "./chain-steps.ts";
import type { Timers } from "./timers.ts";

/** At which pace a chain goes on by itself. */
export type Pace = {
  readonly blockTimeMs: number;
  readonly timers: Timers;
  readonly progress: ChainProgress | undefined;
};

/** Makes a step at that pace; the function given back ends it. */
export function keepPace(steps: ChainSteps, { blockTimeMs, timers, progress }: Pace): () => void {
  if (!(blockTimeMs >= 1)) throw new RangeError("a block takes a millisecond at least");
  return timers.every(blockTimeMs, () => {
    // Were it noted afterwards, a mirror could know of a step that is lost when this process is killed.
    progress?.note(steps.made + 1);
    steps.next();
  });
}
