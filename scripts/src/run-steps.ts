import type { Execution } from "./execute-step.ts";
import { type Outcome, outcomeOf, withoutPassed } from "./outcome.ts";
import type { Phase, Step } from "./step.ts";

export type Surroundings = {
  readonly write: (line: string) => void;
  readonly execute: (step: Step, signal: AbortSignal) => Promise<Execution>;
  /** Ends the steps that run, and starts no other. */
  readonly signal: AbortSignal;
  /** How many steps of a phase run at the same time. */
  readonly atOnce: number;
};

/** Runs the phases in turn and the steps of each beside each other, and tells each step as it ends. */
export async function runSteps(
  phases: readonly Phase[],
  around: Surroundings,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const phase of phases) {
    const waiting = [...phase];
    const work = async () => {
      for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
        if (around.signal.aborted) return;
        const execution = await around.execute(step, around.signal);
        const outcome = outcomeOf(step, execution);
        outcomes.push(outcome);
        for (const line of lines(step, execution, outcome)) around.write(line);
      }
    };
    await Promise.all(Array.from({ length: Math.min(around.atOnce, phase.length) }, work));
  }
  return outcomes;
}

/** One line for a step that went well; all it has to say for one that did not. */
function lines(step: Step, { ending }: Execution, outcome: Outcome): readonly string[] {
  const { passed, failed } = outcome;
  const counted = step.kind === "tests" ? `, ${passed} passed, ${failed} failed` : "";
  const time = `${(ending.elapsedMs / 1000).toFixed(1)} s`.padStart(7);
  const summary = `${failed === 0 ? "ok  " : "FAIL"} ${step.name.padEnd(10)} ${time}${counted}`;
  if (failed === 0) return [summary];
  const ended = ending.ended === undefined ? [] : [`${step.name} ${ENDED[ending.ended]}`];
  const command = [step.tool, ...step.words].join(" ");
  return [summary, ...ended, `--- ${step.name}: ${command}`, withoutPassed(ending.output), "---"];
}

const ENDED = {
  hung: "hung: it took longer than a step may take, and was ended",
  interrupted: "was interrupted",
} as const;

/** What the run comes to: the tests that were skipped, then the totals, last. */
export function summary(outcomes: readonly Outcome[]) {
  const skipped = outcomes.flatMap((outcome) => outcome.skipped);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  const list =
    skipped.length > 0 ? [`${skipped.length} skipped:`, ...skipped.map((line) => `  ${line}`)] : [];
  return {
    isGood: failed === 0 && passed > 0,
    lines: [...list, `${passed} passed, ${failed} failed`],
  };
}
