import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a program left behind that ended by itself. */
export type Ended = {
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Longer than any program takes that ends by itself, on however busy a machine. */
const RUN_MS_MAX = 50_000;

type Program = {
  readonly entry: URL;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
};

/** Runs a program with nothing but this environment until it ends. */
export function runToEnd({ entry, args = [], env = {} }: Program): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  execFile(
    process.execPath,
    [fileURLToPath(entry), ...args],
    { env: { ...env }, timeout: RUN_MS_MAX },
    (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr });
    },
  );
  return promise;
}
