import { expect, test } from "vitest";

import { liveHistory } from "./histories/live-history.ts";

/**
 * A few of any kind; then those that once ended wrong: a chain that turned back before anybody had seen how far it was,
 * rows numbered anew during a load (once seen only by an audit slower than all looks), and a head that went back.
 */
const SEEDS = [1, 2, 3, 109, 249, 353, 432, 501] as const;

test.each(SEEDS)(
  "history %i of faults, reorgs and deaths ends in a mirror equal to the chain",
  async (seed) => {
    const notes: string[] = [];
    const note = (text: string): void => void notes.push(text);
    const failure = await liveHistory({ seed, note }).then(
      () => undefined,
      (error: unknown) => [String(error), ...notes.slice(-60)].join("\n"),
    );
    expect(failure).toBeUndefined();
  },
);
