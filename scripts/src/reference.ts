import { rm } from "node:fs/promises";
import { join } from "node:path";

import { ROOT } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { untilInterrupted } from "./until-interrupted.ts";

const USAGE = `npm run reference

Writes docs/reference anew from what the packages export; tidy fails while the two differ.
Pages of packages that are gone are removed.
`;
/** Only the tests that compare pages run; that takes seconds. */
const WRITING_MS_MAX = 5 * 60_000;

const write = (text: string) => process.stdout.write(text);
const [word] = process.argv.slice(2);

if (word === undefined) {
  process.exitCode = await reference(untilInterrupted());
} else {
  write(USAGE);
  process.exitCode = word === "--help" || word === "-h" ? 0 : 1;
}

async function reference(signal: AbortSignal): Promise<number> {
  const words = ["run", "--configLoader=native", "--project=tidy"];
  await rm(join(ROOT, "docs/reference"), { recursive: true, force: true });
  const options = { limitMs: WRITING_MS_MAX, signal, onOutput: write };
  const ending = await runCommand(
    { tool: "vitest", words: [...words, "--update", "--testNamePattern=npm run reference"] },
    options,
  );
  return ending.isClean ? 0 : 1;
}
