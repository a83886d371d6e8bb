import { expect, test } from "vitest";

import { runSoak } from "../src/run-soak.ts";
import { soak } from "../src/soaks/form3.ts";

const SEEDS = 5;

test(`${SEEDS} random histories of the account client lose, double and mix up nothing`, async () => {
  const lines: string[] = [];
  const code = await runSoak(["form3", "--seeds", String(SEEDS)], {
    soaks: { names: async () => ["form3"], load: async () => soak },
    write: (line) => lines.push(line),
    nowMs: () => performance.now(),
    signal: new AbortController().signal,
  });
  expect({ code, lines }).toEqual({
    code: 0,
    lines: expect.arrayContaining([`${SEEDS} seeds, 0 failed`]),
  });
});
