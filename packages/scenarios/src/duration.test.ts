import { expect, it } from "vitest";

import { durationMs, durationText } from "./duration.ts";

it.each([
  [{ days: 30 }, "30 days"],
  [{ hours: 1 }, "1 hour"],
  [{ days: 1, hours: 2, minutes: 3 }, "1 day, 2 hours and 3 minutes"],
  [{ minutes: 90 }, "1 hour and 30 minutes"],
  [{ seconds: 0.5 }, "0.5 seconds"],
])("says how long it is (%#)", (duration, text) => {
  expect(durationText(durationMs(duration))).toBe(text);
});

it.each([[{}], [{ seconds: 0 }], [{ hours: -1 }], [{ seconds: 0.0001 }], [{ days: Number.NaN }]])(
  "refuses what is no time to pass (%#)",
  (duration) => {
    expect(() => durationMs(duration)).toThrow(RangeError);
  },
);
