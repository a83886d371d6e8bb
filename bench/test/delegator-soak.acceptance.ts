import { expect, test } from "vitest";

import { runSoak } from "../src/run-soak.ts";
import { soak } from "../src/soaks/delegator-kill.ts";

const SEEDS = 5;
/** A seed takes five seconds, and three times as long beside other work on the same processors. */
const TEST_MS_MAX = 120_000;

test(
  `${SEEDS} seeds of the delegator under SIGKILL end in a mirror equal to the chain`,
  async () => {
    const lines: string[] = [];
    const code = await runSoak(["delegator-kill", "--seeds", String(SEEDS)], {
      soaks: { names: async () => ["delegator-kill"], load: async () => soak },
      write: (line) => lines.push(line),
      nowMs: () => performance.now(),
      signal: new AbortController().signal,
    });
    expect({ code, lines }).toEqual({
      code: 0,
      lines: expect.arrayContaining([`${SEEDS} seeds, 0 failed`]),
    });
  },
  TEST_MS_MAX,
);
