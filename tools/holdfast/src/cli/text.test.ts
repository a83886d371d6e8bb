import { expect, it } from "vitest";

import { ageText } from "./age-text.ts";
import { jsonLine } from "./json-line.ts";
import { printable, shortened } from "./printable.ts";
import { TextTable } from "./text-table.ts";

it("what comes from the log does not reach the terminal as an order", () => {
  expect(printable("a\u001B[31m\u202Eb\n")).toBe("a\\u{1b}[31m\\u{202e}b\\u{a}");
  expect(shortened("abcdef", 4)).toBe("abc…");
  expect(shortened("abcd", 4)).toBe("abcd");
});

it("ages have one unit", () => {
  const ages = [-5, 0, 1_540, 59_999, 60_000, 7_200_000, 172_800_000].map(ageText);
  expect(ages).toEqual(["0.0 s", "0.0 s", "1.5 s", "60.0 s", "1 min", "2 h", "2 d"]);
});

it("a table has its headers once, and is as wide as it has needed to be", () => {
  const table = new TextTable([{ header: "NO", align: "right" }, { header: "NAME" }]);
  expect(table.lines([["1", "ann"]])).toEqual(["NO  NAME", " 1  ann"]);
  expect(table.lines([["100", "bob"]])).toEqual(["100  bob"]);
});

it("bigints are decimal texts for programs", () => {
  expect(jsonLine({ at: 9_007_199_254_740_993n })).toBe('{"at":"9007199254740993"}');
});
