import { rm } from "node:fs/promises";
import { join } from "node:path";

import { ROOT } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { untilInterrupted } from "./until-interrupted.ts";

const USAGE = `npm run behaviour

Writes docs/behaviour anew from the scenarios of the unit tests, whose runs fail while the two differ.
Pages that no feature tells any more are removed.
`;
/** Only the tests that compare pages run; that takes seconds. */
const WRITING_MS_MAX = 5 * 60_000;

const write = (text: string) => process.stdout.write(text);
const [word] = process.argv.slice(2);

if (word === undefined) {
  process.exitCode = await behaviour(untilInterrupted());
} else {
  write(USAGE);
  process.exitCode = word === "--help" || word === "-h" ? 0 : 1;
}

async function behaviour(signal: AbortSignal): Promise<number> {
  const words = ["run", "--configLoader=native", "--project=unit"];
  await rm(join(ROOT, "docs/behaviour"), { recursive: true, force: true });
  const options = { limitMs: WRITING_MS_MAX, signal, onOutput: write };
  const ending = await runCommand(
    { tool: "vitest", words: [...words, "--update", "--testNamePattern=npm run behaviour"] },
    options,
  );
  return ending.isClean ? 0 : 1;
}
