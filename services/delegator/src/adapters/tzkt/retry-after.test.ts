import { expect, test } from "vitest";

import { retryAfterMs } from "./retry-after.ts";

const NOW = Date.UTC(2026, 0, 1, 12);

test.each([
  ["0", 0],
  ["1", 1_000],
  ["120", 120_000],
  ["Thu, 01 Jan 2026 12:00:30 GMT", 30_000],
  ["Thu, 01 Jan 2026 11:00:00 GMT", 0],
  ["601", 600_000],
  ["Fri, 02 Jan 2026 12:00:00 GMT", 600_000],
])("Retry-After: %s asks for %d ms", (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});

test.each([undefined, "soon", ""])("Retry-After: %s asks for nothing", (header) => {
  expect(retryAfterMs(header, NOW)).toBeUndefined();
});
