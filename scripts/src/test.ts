import { availableParallelism } from "node:os";

import { executeStep } from "./execute-step.ts";
import { runSteps, summary } from "./run-steps.ts";
import { type Part, PARTS, phasesOf } from "./step.ts";
import { untilInterrupted } from "./until-interrupted.ts";

const USAGE = `npm test              everything: check, then unit, then acceptance
npm run check         types, lint, format, tidy, unused and undeclared code
npm run unit          tests that need neither network, disk nor clock
npm run acceptance    tests against real processes and a real PostgreSQL

The last line is "N passed, N failed": every test counts, and each step of the check counts as one.
`;
/** More would only make each step slower. */
const AT_ONCE_MAX = 4;

const write = (line: string) => process.stdout.write(`${line}\n`);
const words = process.argv.slice(2);
const part = PARTS.find((each) => each === words[0]);

if (words[0] === "--help" || words[0] === "-h") {
  write(USAGE);
} else if (words.length > (part === undefined ? 0 : 1)) {
  process.stderr.write(`"${words.join(" ")}" is none of these:\n\n${USAGE}`);
  process.exitCode = 1;
} else {
  process.exitCode = await test(part);
}

async function test(asked: Part | undefined): Promise<number> {
  const signal = untilInterrupted();
  const atOnce = Math.min(availableParallelism(), AT_ONCE_MAX);
  const outcomes = await runSteps(phasesOf(asked), { write, execute: executeStep, signal, atOnce });
  const { isGood, lines } = summary(outcomes);
  if (signal.aborted) write("interrupted: this is not all");
  for (const line of lines) write(line);
  return isGood && !signal.aborted ? 0 : 1;
}
