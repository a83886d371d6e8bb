import { globSync } from "node:fs";

import { ROOT } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { untilInterrupted } from "./until-interrupted.ts";

const USAGE = `npm run mutation                       the domains of all services
npm run mutation -- FOLDER…            other pure code: packages/cqrs/src/handling, packages/tezos

Changes the code in small ways and looks whether a unit test notices. Fails below 90 %; the full
story is in reports/mutation.json.
`;

/** A mutant costs one run of the tests that reach it; a whole run of all domains stays well below. */
const MUTATION_MS_MAX = 60 * 60_000;

const write = (text: string) => process.stdout.write(text);
const words = process.argv.slice(2);

if (words.includes("--help") || words.includes("-h")) write(USAGE);
else process.exitCode = await mutation(words, untilInterrupted());

async function mutation(folders: readonly string[], signal: AbortSignal): Promise<number> {
  const patterns = folders.map((folder) => `${folder.replace(/\/+$/, "")}/**/*.ts`);
  const empty = patterns.find((pattern) => globSync(pattern, { cwd: ROOT }).length === 0);
  if (empty !== undefined) {
    process.stderr.write(`there is no code in ${empty}\n\n${USAGE}`);
    return 1;
  }
  const mutate = [...patterns, "!**/*.test.ts", "!**/test/**"].join(",");
  const chosen = patterns.length === 0 ? [] : ["--mutate", mutate];
  const options = { limitMs: MUTATION_MS_MAX, signal, onOutput: write };
  const ending = await runCommand({ tool: "stryker", words: ["run", ...chosen] }, options);
  if (ending.ended !== undefined) write(`the run was ended: ${ending.ended}\n`);
  return ending.isClean ? 0 : 1;
}
