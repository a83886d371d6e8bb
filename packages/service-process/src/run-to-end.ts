import { execFile } from "node:child_process";

import { inheritedEnvironment } from "./config.ts";
import { programArguments } from "./program-arguments.ts";

/** What a program left behind that ended by itself. */
export type Ended = {
  /** Its exit code, or null when a signal ended it. */
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A program that ends by itself. */
export type Program = {
  readonly entry: URL;
  readonly args?: readonly string[];
  /** Its whole environment, on top of nothing but PATH and HOME. */
  readonly env?: Readonly<Record<string, string | undefined>>;
};

/** Longer than any program takes that ends by itself, on however busy a machine. */
const RUN_MS_MAX = 50_000;

/** Runs a program as `npm start` would until it ends; whatever it ends with is an answer, not an error. */
export function runToEnd({ entry, args = [], env = {} }: Program): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  execFile(
    process.execPath,
    [...programArguments(entry), ...args],
    { env: { ...inheritedEnvironment(), ...env }, timeout: RUN_MS_MAX },
    (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr });
    },
  );
  return promise;
}
