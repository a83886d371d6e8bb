import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Currency } from "./currency.ts";
import { decimalText, parseDecimal } from "./decimal-text.ts";
import { iso } from "./iso-4217.ts";
import { MINOR_MAX } from "./minor.ts";
import { money } from "./money.ts";

const points: Currency<"points"> = { code: "points", exponent: 0, name: "Points" };
const dimes: Currency<"dimes"> = { code: "dimes", exponent: 1, name: "Dimes" };
const ether: Currency<"ETH"> = { code: "ETH", exponent: 18, name: "Ether" };
const currencies = fc.integer({ min: 0, max: 37 }).map((exponent) => ({ ...ether, exponent }));
const minors = fc.oneof(
  fc.bigInt({ min: -MINOR_MAX, max: MINOR_MAX }),
  fc.bigInt({ min: -1000n, max: 1000n }),
);

describe("the decimal text of an amount", () => {
  it.each<readonly [string, Currency, bigint]>([
    ["10.00", iso("USD"), 1000n],
    ["-10.05", iso("USD"), -1005n],
    ["0.05", iso("USD"), 5n],
    ["-0.05", iso("USD"), -5n],
    ["0.00", iso("USD"), 0n],
    ["1500", iso("JPY"), 1500n],
    ["-7", points, -7n],
    ["0", points, 0n],
    ["1.234", iso("KWD"), 1234n],
    ["0.0001", iso("CLF"), 1n],
    ["0.000000000000000001", ether, 1n],
    ["9.223372036854775808", ether, 9_223_372_036_854_775_808n],
    [`${"9".repeat(20)}.${"9".repeat(18)}`, ether, MINOR_MAX],
    ["9".repeat(38), points, MINOR_MAX],
  ])("is written and read: %s", (text, currency, minor) => {
    expect(decimalText(money(currency, minor))).toBe(text);
    expect(parseDecimal(text, currency)).toEqual(money(currency, minor));
  });

  it.each<readonly [string, bigint]>([
    ["10", 1000n],
    ["10.5", 1050n],
    ["-1", -100n],
    ["-0", 0n],
  ])("is read without decimals that are zeros: %s", (text, minor) => {
    expect(parseDecimal(text, iso("USD"))).toEqual(money(iso("USD"), minor));
  });

  it.each([
    "",
    "-",
    ".",
    "1.",
    ".5",
    "+1",
    "--1",
    "01",
    "00",
    "1e3",
    "1,000.00",
    "$1",
    " 1",
    "1 ",
    "1\n",
    "1.000",
    "1.005",
    "1.0.0",
    "1.-5",
    "0x1",
    "Infinity",
    "9".repeat(37),
    "9".repeat(39),
    `0.${"0".repeat(39)}`,
    "9".repeat(5_000_000),
  ])("is not read: %j", (text) => {
    expect(parseDecimal(text, iso("USD"))).toEqual({
      code: "invalid_amount",
      sentence:
        "an amount of USD is digits with at most 2 decimals and no separators, 38 digits in all",
      data: {},
    });
  });

  it("is refused by the decimals of its currency", () => {
    expect(parseDecimal("1.0", points)).toMatchObject({
      sentence: expect.stringContaining("of points is digits with at most 0 decimals and"),
    });
    expect(parseDecimal("1.00", dimes)).toMatchObject({
      sentence: expect.stringContaining("of dimes is digits with at most 1 decimal and"),
    });
  });

  it("is read as it was written, whatever the exponent", () => {
    fc.assert(
      fc.property(currencies, minors, (currency, minor) => {
        const amount = money(currency, minor);
        const text = decimalText(amount);
        expect(parseDecimal(text, currency)).toEqual(amount);
        const [, fraction = ""] = text.split(".");
        expect(fraction).toHaveLength(currency.exponent);
      }),
    );
  });
});
