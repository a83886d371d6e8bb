import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { durationMs, durationText } from "./duration-text.ts";
import { Duration } from "./duration.ts";

describe("duration", () => {
  it.each([
    ["200ms", 200],
    ["5s", 5_000],
    ["1.5s", 1_500],
    ["1m30s", 90_000],
    ["24h", 86_400_000],
    ["2d", 172_800_000],
    ["0", 0],
  ])("reads %s", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(["", "5", "-1s", "5 s", "s", "0.5ms", "5S", "5s,", "9007199254740993ms"])(
    "does not read %j",
    (text) => {
      expect(durationMs(text)).toBeUndefined();
    },
  );

  it("reads back every text it writes", () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (ms) => {
        expect(durationMs(durationText(ms))).toBe(ms);
      }),
    );
  });

  it("refuses a limit that is no whole number of milliseconds", () => {
    expect(() => Duration({ minimum: "0.5ms" })).toThrow(RangeError);
  });
});
