import type { Environment } from "../config.ts";
import { readCommandLine } from "./command-line.ts";
import type { Command } from "./command.ts";
import { type Connected, connect } from "./connect.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Given } from "./given.ts";
import { commandHelp, overview } from "./help.ts";
import { printable } from "./printable.ts";
import { startProgress } from "./progress.ts";
import { toldError } from "./told-error.ts";

/** The process around the program. */
export type CliSurroundings = {
  readonly commands: readonly Command[];
  readonly env: Environment;
  /** Resolves when the reader can take more. */
  readonly write: (lines: readonly string[]) => Promise<void>;
  readonly complain: (line: string) => void;
  readonly signal: AbortSignal;
};

/** Runs the program and gives its exit code. */
export async function runCli(words: readonly string[], around: CliSurroundings): Promise<ExitCode> {
  const { commands, write, complain, signal } = around;
  try {
    const { command, isHelp, given } = readCommandLine(words, commands);
    if (command === undefined || isHelp) {
      await write(command === undefined ? overview(commands) : commandHelp(command));
      // Nothing was asked: that is help as well, but no success.
      return words.length === 0 ? EXIT.usage : EXIT.fine;
    }
    return await runCommand(command, given, around);
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted;
    const { code, lines } = toldError(error);
    for (const line of lines) complain(`holdfast: ${printable(line)}`);
    return code;
  }
}

async function runCommand(
  command: Command,
  given: Given,
  { env, write, complain, signal }: CliSurroundings,
): Promise<ExitCode> {
  const progress = startProgress(complain);
  await using held = new AsyncDisposableStack();
  held.defer(async () => progress.end());
  let connecting: Promise<Connected> | undefined;
  return await command.run(given, {
    log: async () => {
      connecting ??= connect(env, given).then((connected) => held.use(connected));
      return (await connecting).place;
    },
    env,
    isJson: given.has("json"),
    write,
    complain: (line) => complain(`holdfast: ${printable(line)}`),
    progress,
    signal,
  });
}
