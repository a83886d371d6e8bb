import { runCli } from "../src/cli/run-cli.ts";
import { COMMANDS } from "../src/commands.ts";
import type { Environment } from "../src/config.ts";

/** The program in the process of the test, as a process of its own takes a second to start; without its progress. */
export async function runInProcess(words: string, env: Environment) {
  const [out, complaints]: [string[], string[]] = [[], []];
  const code = await runCli(words.split(" "), {
    commands: COMMANDS,
    env,
    write: async (lines) => void out.push(...lines),
    complain: (line) => void complaints.push(line),
    signal: new AbortController().signal,
  });
  const stderr = complaints.filter((line) => !/, \d+ s$/u.test(line)).join("\n");
  return { code, stdout: out.join("\n"), stderr };
}
