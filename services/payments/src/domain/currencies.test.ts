import { expect, it } from "vitest";

import { exponentOf } from "./currencies.ts";

it.each([
  ["USD", 2],
  ["JPY", 0],
  ["IQD", 3],
  ["HUF", 2],
  ["ETH", 18],
  ["XTZ", 6],
])("%s has %i decimals", (code, exponent) => {
  expect(exponentOf(code)).toBe(exponent);
});

it.each(["XAU", "usd", "ZZZ", ""])("no account is kept in %o", (code) => {
  expect(() => exponentOf(code)).toThrow(RangeError);
});
