import { runToEnd } from "@holdfast/service-process";

import { MAIN } from "./operator-stage.ts";

/** The program as a process of its own, without the progress that a slow machine sees. */
export async function runProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const ended = await runToEnd({ entry: MAIN, args, env });
  return { ...ended, stderr: ended.stderr.replaceAll(/^holdfast: .+, \d+ s\n/gmu, "") };
}
