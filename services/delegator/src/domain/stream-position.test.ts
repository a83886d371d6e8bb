import { expect, it } from "vitest";

import { formatPosition, parsePosition } from "./stream-position.ts";

it.each([
  ["0", { seq: 0 }],
  ["1042", { seq: 1042 }],
  ["1042.3", { seq: 1042, rows: 3 }],
  ["999999999999999.999999999", { seq: 999_999_999_999_999, rows: 999_999_999 }],
])("reads %s, and writes it the same", (text, position) => {
  expect(parsePosition(text)).toEqual(position);
  expect(formatPosition(position)).toBe(text);
});

it.each([
  "",
  " 1",
  "1 ",
  "01",
  "-1",
  "+1",
  "1.",
  "1.0",
  "1.01",
  "1.2.3",
  "1e3",
  "0x1",
  "١",
  "1000000000000000",
])("refuses %o", (text) => {
  expect(parsePosition(text)).toBeUndefined();
});
