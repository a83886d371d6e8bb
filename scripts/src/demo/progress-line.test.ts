import { describe, expect, it } from "vitest";

import { progressLine } from "./progress-line.ts";
import { NO_PROGRESS } from "./sync-progress.ts";

const loading = {
  ...NO_PROGRESS,
  phase: "loading",
  total: 200_000,
  since: 1000,
  requests: 9,
} as const;

describe("the line about the sync", () => {
  it("tells part, rows, rate and requests", () => {
    const line = progressLine({ ...loading, done: 100_000 }, 3000);
    expect(line).toBe(
      `${"█".repeat(15)}${"░".repeat(15)} 50%  100,000 of 200,000  50,000/s  9 requests`,
    );
  });

  it("counts the rate from where the load was resumed", () => {
    const line = progressLine({ ...loading, done: 100_000, resumedFrom: 90_000 }, 3000);
    expect(line).toContain("  5,000/s");
  });

  it("has no rate before time has passed", () => {
    expect(progressLine({ ...loading, done: 100_000 }, 1000)).toContain("  0/s");
  });

  it.each([
    ["starting", "looking at the chain"],
    ["auditing", "auditing against the chain"],
    ["live", "audited: the mirror equals the chain"],
    ["diverged", "mirror and chain differ: nothing is written until they agree again"],
  ] as const)("names the phase %s in words", (phase, words) => {
    expect(progressLine({ ...NO_PROGRESS, phase }, 0)).toBe(words);
  });
});
