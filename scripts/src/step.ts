import type { Command } from "./tool.ts";

/** One thing that `npm test` does: a check that passes or fails, or a project of tests that are counted. */
export type Step = Command & { readonly name: string; readonly kind: "check" | "tests" };

/** Steps that may run at the same time. */
export type Phase = readonly Step[];

/** What one may ask for; everything when nothing is asked for. */
export const PARTS = ["check", "unit", "acceptance"] as const;
export type Part = (typeof PARTS)[number];

const check = (name: string, tool: string, ...words: readonly string[]): Step => ({
  name,
  tool,
  words,
  kind: "check",
});

const tests = (project: string): Step => ({
  name: project,
  tool: "vitest",
  words: ["run", "--configLoader=native", "--project", project],
  kind: "tests",
});

/** The longest steps come first, so that the short ones fill the second core. */
const CHECKS: Phase = [
  check("lint", "oxlint", "--type-aware"),
  check("types", "tsc", "-p", "tsconfig.json", "--pretty", "false"),
  tests("tidy"),
  check("unused", "knip", "--no-progress", "--no-config-hints"),
  // Only the strict mode notices that a workspace imports another one without declaring it.
  check(
    "undeclared",
    "knip",
    "--strict",
    "--include=dependencies,unlisted,unresolved",
    "--no-progress",
    "--no-config-hints",
  ),
  check("format", "oxfmt", "--check"),
];

/** The phases of a part, one after the other: tests have the machine to themselves. */
export function phasesOf(part: Part | undefined): readonly Phase[] {
  const phases: Readonly<Record<Part, Phase>> = {
    check: CHECKS,
    unit: [tests("unit")],
    acceptance: [tests("acceptance")],
  };
  return part === undefined ? PARTS.map((each) => phases[each]) : [phases[part]];
}
