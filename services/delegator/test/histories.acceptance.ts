import { expect, test } from "vitest";

import { liveHistory } from "./histories/live-history.ts";

const SEEDS = 5;

test.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
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
