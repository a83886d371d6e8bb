import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Ending, runCommand } from "./run-command.ts";
import type { Step } from "./step.ts";

/** No step takes longer, not even on a busy machine; one that does hangs. */
const STEP_MS_MAX = 20 * 60_000;

/** How a step ended, and the JSON report of Vitest where it runs tests and came to write one. */
export type Execution = { readonly ending: Ending; readonly report: unknown };

/** Runs the command of a step. */
export async function executeStep(step: Step, signal: AbortSignal): Promise<Execution> {
  const options = { limitMs: STEP_MS_MAX, signal };
  if (step.kind === "check") return { ending: await runCommand(step, options), report: undefined };
  const folder = await mkdtemp(join(tmpdir(), "holdfast-test-"));
  try {
    const report = join(folder, "report.json");
    const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`];
    const ending = await runCommand(
      { tool: step.tool, words: [...step.words, ...reporters] },
      options,
    );
    return { ending, report: await readJson(report) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Undefined when the tool broke before it wrote a report. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}
