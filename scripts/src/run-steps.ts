import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

import { type Outcome, outcomeOf, withoutPassed } from "./outcome.ts";
import { type CommandOptions, type Ending, runCommand } from "./run-command.ts";
import { type Phase, type Step } from "./step.ts";
import { type Command } from "./tool.ts";

/** No step takes longer, not even on a busy machine; one that does hangs. */
const STEP_MS_MAX = 10 * 60_000;
/** More would only make each step slower. */
const AT_ONCE_MAX = 4;

export type Surroundings = {
  readonly write: (line: string) => void;
  readonly signal: AbortSignal;
  /** Starts a command; the tests of this file have their own way. */
  readonly run: (command: Command, options: CommandOptions) => Promise<Ending>;
};

/** Runs the phases in turn and the steps of each beside each other, and tells each step as it ends. */
export async function runSteps(
  phases: readonly Phase[],
  around: Surroundings,
): Promise<readonly Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-test-"));
  const outcomes: Outcome[] = [];
  try {
    for (const phase of phases) {
      const waiting = [...phase];
      const work = async () => {
        for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
          if (around.signal.aborted) return;
          outcomes.push(await runStep(step, folder, around));
        }
      };
      const atOnce = Math.min(availableParallelism(), AT_ONCE_MAX, phase.length);
      await Promise.all(Array.from({ length: atOnce }, work));
    }
    return outcomes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runStep(step: Step, folder: string, around: Surroundings): Promise<Outcome> {
  const report = join(folder, `${step.name}.json`);
  const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`];
  const words = step.kind === "tests" ? [...step.words, ...reporters] : step.words;
  const options = { limitMs: STEP_MS_MAX, signal: around.signal };
  const ending = await around.run({ tool: step.tool, words }, options);
  const outcome = outcomeOf(step, ending, await readJson(report));
  tell(step, { ending, outcome }, around.write);
  return outcome;
}

type Told = { readonly ending: Ending; readonly outcome: Outcome };

function tell(step: Step, { ending, outcome }: Told, write: Surroundings["write"]): void {
  const counted =
    step.kind === "tests" ? `, ${outcome.passed} passed, ${outcome.failed} failed` : "";
  const time = `${(ending.elapsedMs / 1000).toFixed(1)} s`;
  const isGood = outcome.failed === 0 && ending.ended === undefined;
  write(`${isGood ? "ok  " : "FAIL"} ${step.name.padEnd(10)} ${time.padStart(7)}${counted}`);
  if (isGood) return;
  if (ending.ended !== undefined) write(`${step.name} ${REASONS[ending.ended]}`);
  write(`--- ${step.name}: ${[step.tool, ...step.words].join(" ")}`);
  write(withoutPassed(ending.output));
  write("---");
}

const REASONS = {
  hung: `hung: it was ended after ${STEP_MS_MAX / 60_000} minutes`,
  interrupted: "was interrupted",
} as const;

/** Undefined when the tool broke before it wrote a report. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** The way a command is started outside of tests. */
export const surroundings = (signal: AbortSignal): Surroundings => ({
  write: (line) => process.stdout.write(`${line}\n`),
  signal,
  run: runCommand,
});
