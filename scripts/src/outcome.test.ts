import { describe, expect, it } from "vitest";

import { outcomeOf, withoutPassed } from "./outcome.ts";
import type { Step } from "./step.ts";

const check: Step = { name: "types", kind: "check", tool: "tsc", words: [] };
const tests: Step = { name: "unit", kind: "tests", tool: "vitest", words: [] };
const good = { isClean: true, output: "", elapsedMs: 1, ended: undefined } as const;
const bad = { ...good, isClean: false };

describe("a check", () => {
  it("counts as one", () => {
    expect(outcomeOf(check, { ending: good, report: undefined })).toEqual({
      passed: 1,
      failed: 0,
      skipped: [],
    });
    expect(outcomeOf(check, { ending: bad, report: undefined })).toEqual({
      passed: 0,
      failed: 1,
      skipped: [],
    });
  });
});

describe("a project of tests", () => {
  const report = { numPassedTests: 5, numFailedTests: 0, testResults: [] };
  const outcome = (ending: typeof good | typeof bad, told: unknown) => {
    const { passed, failed } = outcomeOf(tests, { ending, report: told });
    return { passed, failed };
  };

  it("counts its tests", () => {
    expect(outcome(good, report)).toEqual({ passed: 5, failed: 0 });
    expect(outcome(bad, { ...report, numFailedTests: 2 })).toEqual({ passed: 5, failed: 2 });
  });

  it("counts a file that broke before its tests as one failure", () => {
    const broken = { status: "failed", assertionResults: [] };
    const failing = {
      status: "failed",
      assertionResults: [{ status: "failed" }, { status: "passed" }],
    };
    const told = {
      ...report,
      numFailedTests: 1,
      testResults: [broken, failing, { status: "passed" }],
    };
    expect(outcome(bad, told)).toEqual({ passed: 5, failed: 2 });
  });

  it("has failed when it broke outside of its tests", () => {
    expect(outcome(bad, report)).toEqual({ passed: 5, failed: 1 });
  });

  it("has failed when it wrote no report, or ran nothing", () => {
    expect(outcome(bad, undefined)).toEqual({ passed: 0, failed: 1 });
    expect(outcome(good, { ...report, numPassedTests: 0 })).toEqual({ passed: 0, failed: 1 });
  });

  it("tells the tests that were skipped with the reason that was printed", () => {
    const output = " ✓ |unit| a.test.ts > works 1ms\n ↓ |unit| a.test.ts > as root [needs root]\n";
    expect(outcomeOf(tests, { ending: { ...good, output }, report }).skipped).toEqual([
      "|unit| a.test.ts > as root [needs root]",
    ]);
  });
});

describe("withoutPassed", () => {
  it("leaves out the tests that passed, and nothing else", () => {
    const output = "RUN\n ✓ |unit| a 1ms\n × |unit| b 2ms\n   → expected ✓ \n\n";
    expect(withoutPassed(output)).toBe("RUN\n × |unit| b 2ms\n   → expected ✓");
  });
});
