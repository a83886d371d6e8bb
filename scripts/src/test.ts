import { runSteps, surroundings } from "./run-steps.ts";
import { type Part, PARTS, phasesOf } from "./step.ts";
import { untilInterrupted } from "./until-interrupted.ts";

const USAGE = `npm test              everything: check, then unit, then acceptance
npm run check         types, lint, format, tidy, unused and undeclared code
npm run unit          tests that need neither network, disk nor clock
npm run acceptance    tests against real processes and a real PostgreSQL

The last line is "N passed, N failed": every test counts, and each step of the check counts as one.
`;

const [word, ...more] = process.argv.slice(2);
const part = PARTS.find((each) => each === word);

if (word === "--help" || word === "-h") {
  process.stdout.write(USAGE);
} else if (more.length > 0 || (word !== undefined && part === undefined)) {
  process.stderr.write(`there is no "${[word, ...more].join(" ")}" here\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  process.exitCode = await test(part);
}

async function test(asked: Part | undefined): Promise<number> {
  const around = surroundings(untilInterrupted());
  const outcomes = await runSteps(phasesOf(asked), around);
  const skipped = outcomes.flatMap((outcome) => outcome.skipped);
  if (skipped.length > 0) around.write(`${skipped.length} skipped:`);
  for (const line of skipped) around.write(`  ${line}`);
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  if (around.signal.aborted) around.write("interrupted: this is not all");
  around.write(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 && !around.signal.aborted ? 0 : 1;
}
