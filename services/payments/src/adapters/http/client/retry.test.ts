import { describe, expect, it } from "vitest";

import { readRetryAfter, retryDelayMs } from "./retry.ts";

describe("the time until another attempt", () => {
  it("is chance below a bound that doubles, up to 20 s", () => {
    const longest = [0, 1, 2, 9].map((retries) => retryDelayMs({ retries, random: 0.999_999 }));
    expect(longest).toEqual([249, 499, 999, 19_999]);
    expect(retryDelayMs({ retries: 9, random: 0 })).toBe(0);
    expect(retryDelayMs({ retries: 0, random: 0.5, baseMs: 3_000 })).toBe(1_500);
  });

  it("is no shorter than the service asks for, and no longer than a minute for that", () => {
    expect(retryDelayMs({ retries: 0, random: 0, retryAfterMs: 5_000 })).toBe(5_000);
    expect(retryDelayMs({ retries: 0, random: 0, retryAfterMs: 3_600_000 })).toBe(60_000);
  });

  it.each([
    ["5", 5_000],
    ["Thu, 26 Nov 2026 12:00:07 GMT", 7_000],
    ["Thu, 26 Nov 2026 11:00:00 GMT", undefined],
    ["-1", undefined],
    ["soon", undefined],
    [null, undefined],
  ])("is read from Retry-After: %s", (header, ms) => {
    expect(readRetryAfter(header, Date.UTC(2026, 10, 26, 12))).toBe(ms);
  });
});
