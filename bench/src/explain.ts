import { BadArguments } from "./bad-arguments.ts";

/** Tells on the error stream what went wrong, and gives the exit code. A slip on the command line needs no stack. */
export function explain(error: unknown): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${error instanceof BadArguments ? error.message : text}\n`);
  return 1;
}
