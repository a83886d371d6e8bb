import { describe, expect, it } from "vitest";

import { NO_PROGRESS } from "./sync-progress.ts";
import { tipLine } from "./tip-line.ts";
import { NO_TIP } from "./tip-progress.ts";

const live = {
  ...NO_PROGRESS,
  phase: "live",
  done: 760_932,
  tip: {
    head: 9_412_345,
    final: 9_412_343,
    advancedAt: 5000,
    added: 2,
    reorgs: 1,
    retracted: 4,
    isHubConnected: true,
  },
} as const;

describe("the line about the tip", () => {
  it("tells levels, lag, rows, reorgs and the hub", () => {
    expect(tipLine(live, 5400)).toBe(
      "head 9,412,345  final 9,412,343  lag 0.4 s  760,932 rows (+2)  1 reorg  4 retracted  hub on",
    );
  });

  it("tells that the hub is lost", () => {
    const lost = { ...live, tip: { ...live.tip, isHubConnected: false } };
    expect(tipLine(lost, 5400)).toMatch(/ hub off$/);
  });

  it("has no lag when the log is ahead of the clock", () => {
    expect(tipLine(live, 4000)).toContain("  lag 0.0 s  ");
  });

  it("waits for the first block", () => {
    expect(tipLine({ ...live, tip: NO_TIP }, 5400)).toBe("waiting for the next block");
  });

  it("gives way to what matters more than the tip", () => {
    expect(tipLine({ ...live, phase: "diverged" }, 5400)).toMatch(/^mirror and chain differ/);
  });
});
