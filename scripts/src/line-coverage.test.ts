import { expect, it } from "vitest";

import { scopesOf } from "./coverage-scopes.ts";
import { missedLines, readLineCoverage, rowsOf, withProcesses } from "./line-coverage.ts";

const at = (line: number) => ({ start: { line, column: 0 }, end: { line, column: 9 } });

it("takes a line for run when one of its statements is", () => {
  const report = {
    "/a.ts": {
      statementMap: { 0: at(1), 1: at(2), 2: at(2), 3: at(4) },
      s: { 0: 5, 1: 0, 2: 1, 3: 0 },
    },
  };
  expect(readLineCoverage(report)).toEqual(
    new Map([
      [
        "/a.ts",
        new Map([
          [1, true],
          [2, true],
          [4, false],
        ]),
      ],
    ]),
  );
});

it("reads nothing from what is no report", () => {
  expect(readLineCoverage(null)).toEqual(new Map());
  expect(readLineCoverage({ "/a.ts": 1 })).toEqual(new Map([["/a.ts", new Map()]]));
});

it("adds what processes ran, but no lines and no files of theirs", () => {
  const tests = new Map([
    [
      "a.ts",
      new Map([
        [1, true],
        [2, false],
        [5, false],
      ]),
    ],
  ]);
  const processes = new Map([
    [
      "a.ts",
      new Map([
        [1, false],
        [2, true],
        [3, true],
        [5, false],
      ]),
    ],
    ["elsewhere.ts", new Map([[1, true]])],
  ]);
  expect(withProcesses(tests, processes)).toEqual(
    new Map([
      [
        "a.ts",
        new Map([
          [1, true],
          [2, true],
          [5, false],
        ]),
      ],
    ]),
  );
});

it("leaves files alone that no process ran", () => {
  const tests = new Map([["a.ts", new Map([[1, false]])]]);
  expect(withProcesses(tests, new Map())).toEqual(tests);
});

it("holds workspaces to 95 % of their lines and domains to all of them", () => {
  const lines = (run: number, all: number) =>
    new Map(Array.from({ length: all }, (_, line) => [line, line < run] as const));
  const found = new Map([
    ["services/a/src/domain/b.ts", lines(9, 10)],
    ["services/a/src/main.ts", lines(90, 90)],
    ["packages/c/src/d.ts", lines(94, 100)],
    ["bench/src/e.ts", lines(0, 10)],
    ["elsewhere.ts", lines(0, 10)],
  ]);
  expect(rowsOf(found, scopesOf)).toEqual([
    { name: "bench", least: undefined, lines: 10, run: 0, isEnough: true },
    { name: "packages/c", least: 95, lines: 100, run: 94, isEnough: false },
    { name: "services/a", least: 95, lines: 100, run: 99, isEnough: true },
    { name: "services/a domain", least: 100, lines: 10, run: 9, isEnough: false },
  ]);
});

it("tells missed lines as ranges across lines without a statement", () => {
  const lines = new Map([
    [1, false],
    [2, true],
    [9, false],
    [4, false],
    [7, false],
    [12, true],
    [15, false],
  ]);
  expect(missedLines(lines)).toBe("1, 4-9, 15");
  expect(missedLines(new Map([[1, true]]))).toBe("");
});
