import { describe, expect, it } from "vitest";

import { literal } from "./literal.ts";

describe("a literal", () => {
  it.each([
    [0, "0"],
    [2 ** 53 - 1, "9007199254740991"],
    ["9223372036854775807", "9223372036854775807"],
    [null, "null::bigint"],
  ])("of %j is %s", (value, text) => {
    expect(literal(value, "bigint")).toBe(text);
  });

  it.each([
    "",
    "'",
    "1'",
    "1 2",
    "1\n",
    "ä",
    "1;",
    "x",
    "-1",
    -1,
    Number.NaN,
    1.5,
    Infinity,
    2 ** 53,
  ])("is never made of %j", (value) => {
    expect(() => literal(value, "bigint")).toThrow(TypeError);
  });
});
