import { expect, it } from "vitest";

import { tableLines, textReport } from "./text-report.ts";

it("sets columns of numbers to the right and text to the left", () => {
  expect(
    tableLines(
      ["way", "rows/s"],
      [
        ["copy", 90_000],
        ["insert", 800],
      ],
    ),
  ).toEqual(["way     rows/s", "copy     90000", "insert     800"]);
});

it("leaves a missing cell empty", () => {
  expect(tableLines(["a", "b"], [["x"]])).toEqual(["a  b", "x"]);
});

it("writes whatever it is told, a line each", () => {
  const lines: string[] = [];
  const report = textReport((line) => lines.push(line));
  report.progress("loading");
  report.postgres("18.4");
  report.note("cold cache");
  report.table(["n"], [[1]]);
  expect(lines).toEqual(["… loading", "postgresql 18.4", "cold cache", "n", "1"]);
});
