import type { Environment } from "../config.ts";
import { readCommandLine } from "./command-line.ts";
import { connect } from "./connect.ts";
import { errorLines, exitCodeOf } from "./exit-codes.ts";
import { helpText } from "./help.ts";
import { startProgress } from "./progress.ts";
import { runCommand } from "./run-command.ts";

/** The process around the program. */
export type CliSurroundings = {
  readonly env: Environment;
  /** Resolves when the reader can take more. */
  readonly write: (lines: readonly string[]) => Promise<void>;
  readonly complain: (line: string) => void;
  readonly signal: AbortSignal;
};

/** 128 and the number of SIGINT, as shells have it. */
const INTERRUPTED = 130;

/** Runs the program and gives its exit code. */
export async function runCli(words: readonly string[], around: CliSurroundings): Promise<number> {
  const { env, write, complain, signal } = around;
  try {
    const { command, common } = readCommandLine(words);
    if (command.kind === "help") {
      await write([helpText(command.topic).trimEnd()]);
      // Nothing was asked: that is help as well, but no success.
      return words.length === 0 ? 2 : 0;
    }
    const progress = startProgress(complain);
    try {
      const connected = await connect(env, common, {
        onRetry({ error, delayMs }) {
          const what = error.status ?? error.kind;
          progress.note(`${what}, trying again in ${(delayMs / 1000).toFixed(1)} s`);
        },
      });
      await runCommand({ command, common }, { ...connected, write, progress, signal });
    } finally {
      progress.end();
    }
    return 0;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    for (const line of errorLines(error)) complain(`form3: ${line}`);
    return exitCodeOf(error);
  }
}
