import { describe, expect, it } from "vitest";

import { PaymentsFailure } from "./payments-failure.ts";
import { isRetried, readRetryAfter, retryDelayMs } from "./retry.ts";

describe("the time until another attempt", () => {
  it("is chance below a bound that doubles, up to 20 s", () => {
    const longest = [0, 1, 2, 9].map((retries) => retryDelayMs({ retries, random: 0.999_999 }));
    expect(longest).toEqual([249, 499, 999, 19_999]);
    expect(retryDelayMs({ retries: 9, random: 0 })).toBe(0);
    expect(retryDelayMs({ retries: 0, random: 0.5, baseMs: 3_000 })).toBe(1_500);
  });

  it("is no shorter than the service asks for", () => {
    expect(retryDelayMs({ retries: 0, random: 0, retryAfterMs: 5_000 })).toBe(5_000);
  });

  it.each([
    [60_000, true],
    [60_001, false],
  ])(
    "is no longer than a minute: asked for %d ms it is another attempt, %s",
    (retryAfterMs, is) => {
      const about = { method: "GET", path: "/v1/accounts", attempts: 1 };
      const facts = { status: 503, retryAfterMs };
      expect(isRetried(new PaymentsFailure("not_understood", about, facts))).toBe(is);
    },
  );

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
