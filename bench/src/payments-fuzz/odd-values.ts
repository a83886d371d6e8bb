import type { Draw } from "../draw.ts";
import { oneOf } from "./choose.ts";

/** Texts that mean something in one field or another, and some that mean nothing anywhere. */
const TEXTS = [
  ["1", "0", "-1", "-0", "+1", "max", "1.5", "1e9", "01", "0x1", "Infinity", "NaN", "٣"],
  ["USD", "EUR", "JPY", "ETH", "XTZ", "XAU", "usd", "US", "USDUSD", "debit", "none", "attempt"],
  ["", " ", " 1", "1 ", "\t", "\n", "\u0000", "a\u0000b", "\u007f", "\ufeff", "\uffff"],
  ["\ud800", "\udc00x", "x\udbff", "💶", "e\u0301", "\u202e", "\u2028", "ß", "İ"],
  ["null", "true", "[]", "{}", "__proto__", "constructor", "toString", "hasOwnProperty"],
  ["'", '"', "\\", "%", "%00", "../..", "' or 1=1 --", "${x}", "$1", "\\u0000", "<b>"],
  ["2026-11-26T12:00:00Z", "2199-12-31T23:59:59.999999+23:59", "0000-01-01T00:00:00Z"],
  ["2026-02-30T00:00:00Z", "2026-06-30T23:59:60Z", "9999-12-31T23:59:59-23:59"],
  ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
  ["{00000000-0000-0000-0000-000000000000}", "debits_must_not_exceed_credits"],
  ["9".repeat(38), "9".repeat(39), `-${"9".repeat(38)}`, `0.${"0".repeat(37)}1`],
  ["x".repeat(501), "💶".repeat(250)],
].flat();

const NUMBERS = [
  [0, -0, 1, -1, 1.5, 255, 256, 65_535, 65_536, 315_360_000, 2_147_483_647, 2_147_483_648],
  [1e21, 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 2],
].flat();

const OTHERS: readonly unknown[] = [
  [true, false, null, [], {}, [null], [[[[]]]], { "": "" }, { $bigint: "1" }, { $bigint: 1 }],
  [{ currency: "USD", minor: "100" }, { currency: "USD", minor: 100 }, { "a\u0000": "b" }],
].flat();

const CODE_MAX = 0xffff;
const CHARACTERS_MAX = 12;
const ITEMS_MAX = 3;

/** A text that nobody would send on purpose. */
export function oddText(draw: Draw): string {
  if (draw.chance(70)) return oneOf(draw, TEXTS);
  const length = draw.between(0, CHARACTERS_MAX);
  const codes = Array.from({ length }, () => draw.between(0, draw.chance(80) ? 0x7f : CODE_MAX));
  return String.fromCharCode(...codes);
}

/** Anything that JSON can hold, a few levels deep at most. */
export function oddValue(draw: Draw, depth = 2): unknown {
  const lot = draw.between(1, 10);
  if (lot <= 4) return oddText(draw);
  if (lot <= 6) return oneOf(draw, NUMBERS);
  if (lot <= 8 || depth === 0) return oneOf(draw, OTHERS);
  const items = Array.from({ length: draw.between(1, ITEMS_MAX) }, () => oddValue(draw, depth - 1));
  return lot === 9 ? items : Object.fromEntries(items.map((item) => [oddText(draw), item]));
}
