import type { Execution } from "./execute-step.ts";
import { count, list, property } from "./json.ts";
import type { Step } from "./step.ts";

/** What a step adds to the total. */
export type Outcome = {
  readonly passed: number;
  readonly failed: number;
  /** One line for each test that did not run, with its reason. */
  readonly skipped: readonly string[];
};

/** A check counts as one; a project counts its tests, as the JSON report of Vitest tells them. */
export function outcomeOf(step: Step, { ending, report }: Execution): Outcome {
  if (step.kind === "check") {
    return { passed: ending.isClean ? 1 : 0, failed: ending.isClean ? 0 : 1, skipped: [] };
  }
  const passed = count(report, "numPassedTests");
  const failed = count(report, "numFailedTests") + brokenFiles(report);
  // A project that found no test, or broke outside of its tests, has failed even if no test has.
  const isBroken = failed === 0 && (!ending.isClean || passed === 0);
  return { passed, failed: isBroken ? 1 : failed, skipped: skippedLines(ending.output) };
}

/** Files that failed before or outside of their tests, for instance while they were loaded. */
function brokenFiles(report: unknown): number {
  return list(report, "testResults").filter(
    (file) =>
      property(file, "status") === "failed" &&
      !list(file, "assertionResults").some((test) => property(test, "status") === "failed"),
  ).length;
}

/** Vitest tells the reason of a skip in the lines of its verbose reporter, and nowhere else. */
function skippedLines(output: string): readonly string[] {
  return output
    .split("\n")
    .flatMap((line) => /^\s*↓ (?<test>.+)$/.exec(line)?.groups?.["test"] ?? []);
}

/** What is worth reading of a failed step: all but the lines of the tests that passed. */
export function withoutPassed(output: string): string {
  return output
    .split("\n")
    .filter((line) => !/^\s*✓ /.test(line))
    .join("\n")
    .trim();
}
