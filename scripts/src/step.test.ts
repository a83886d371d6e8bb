import { expect, it } from "vitest";

import { phasesOf } from "./step.ts";

const names = (part: Parameters<typeof phasesOf>[0]) =>
  phasesOf(part).map((phase) => phase.map(({ name }) => name).toSorted());

it("does everything in three phases, so that tests do not compete with checks", () => {
  expect(names(undefined)).toEqual([
    ["format", "lint", "tidy", "types", "undeclared", "unused"],
    ["unit"],
    ["acceptance"],
  ]);
});

it("does just what it is asked for", () => {
  expect(names("unit")).toEqual([["unit"]]);
  expect(names("acceptance")).toEqual([["acceptance"]]);
  expect(names("check")).toEqual([["format", "lint", "tidy", "types", "undeclared", "unused"]]);
});
