import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { isWithinDigits, MINOR_MAX, MINOR_PATTERN, parseMinor } from "./minor.ts";
import { isRefused } from "./refusal.ts";

const nines = "9".repeat(38);

describe("an amount on the wire", () => {
  it.each<readonly [string, bigint]>([
    ["0", 0n],
    ["1", 1n],
    ["1050", 1050n],
    ["9007199254740993", 9_007_199_254_740_993n],
    [nines, MINOR_MAX],
  ])("is read: %s", (text, minor) => {
    expect(parseMinor(text)).toBe(minor);
  });

  it.each([
    ["a number", 1050],
    ["a bigint", 1050n],
    ["nothing", undefined],
    ["null", null],
    ["a list of one", ["1050"]],
    ["an empty text", ""],
    ["decimals", "1.0"],
    ["a plus", "+1"],
    ["a minus", "-1"],
    ["a leading zero", "01"],
    ["two zeros", "00"],
    ["an exponent", "1e3"],
    ["a blank before", " 1"],
    ["a blank after", "1 "],
    ["the end of a line", "1\n"],
    ["hexadecimal digits", "0x10"],
    ["a comma", "1,000"],
    ["digits of another script", "١٢"],
    ["39 digits", `1${"0".repeat(38)}`],
    ["megabytes of digits", "1".repeat(5_000_000)],
  ])("is refused: %s", (_what, value) => {
    expect(parseMinor(value)).toEqual({
      code: "invalid_amount",
      sentence:
        'an amount is a text of at most 38 digits that counts minor units: "1050" for 10.50 USD',
      data: {},
    });
  });

  it("is what String writes, and no other text is the same amount", () => {
    const minors = fc.bigInt({ min: 0n, max: MINOR_MAX });
    fc.assert(fc.property(minors, (minor) => parseMinor(String(minor)) === minor));
    const digits = fc.string({
      unit: fc.constantFrom(..."0 0 1 9 + - . e".split(" "), " "),
      maxLength: 40,
    });
    fc.assert(
      fc.property(digits, (text) => {
        const minor = parseMinor(text);
        const isAmount = new RegExp(MINOR_PATTERN).test(text);
        expect(isRefused(minor) ? undefined : String(minor)).toBe(isAmount ? text : undefined);
      }),
    );
  });

  it("has 38 digits at most, in either direction", () => {
    expect(String(MINOR_MAX)).toBe(nines);
    const amounts = [MINOR_MAX, -MINOR_MAX, 0n, MINOR_MAX + 1n, -MINOR_MAX - 1n];
    expect(amounts.map(isWithinDigits)).toEqual([true, true, true, false, false]);
  });
});
