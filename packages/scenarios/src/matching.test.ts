import { describe, expect, it } from "vitest";

import { differences } from "./differences.ts";
import { anyId, anyTime, matching } from "./matching.ts";

describe("a test in the place of a value", () => {
  it.each([
    [anyId, "id"],
    [anyTime, "2026-11-25T09:30:00Z"],
    [anyTime, "2026-11-25T09:30:00.125Z"],
    [matching("a number", Number.isFinite), 1],
  ])("lets pass what it stands for (%#)", (test, value) => {
    expect(differences({ a: [test] }, { a: [value] }, "it")).toEqual([]);
  });

  it.each([
    [anyId, "", 'it.a[0]: expected any id, got ""'],
    [anyId, 1, "it.a[0]: expected any id, got 1"],
    [anyTime, "2026-11-25", 'it.a[0]: expected any time, got "2026-11-25"'],
    [matching("a number", Number.isFinite), 1n, "it.a[0]: expected a number, got 1n"],
  ])("lets nothing else pass (%#)", (test, value, mistake) => {
    expect(differences({ a: [test] }, { a: [value] }, "it")).toEqual([mistake]);
  });

  it("does not stand for a missing field", () => {
    expect(differences({ a: anyId }, {}, "it")).toEqual(["it.a: expected any id, got nothing"]);
  });
});
