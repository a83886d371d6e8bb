import { execFile } from "node:child_process";
import { promisify } from "node:util";

import type { Account } from "./account.ts";
import { type Binaries, program } from "./binaries.ts";

/**
 * Whether an account can start the programs where they lie: that it may enter the folders, that the
 * files are executable, and that the loader finds the libraries are all answered by trying.
 */
export async function runsAs(binaries: Binaries, account: Account | undefined): Promise<boolean> {
  const tries = (["postgres", "initdb"] as const).map((name) =>
    run(program(binaries, name), ["--version"], { cwd: "/", timeout: TRY_MS_MAX, ...account }),
  );
  const results = await Promise.allSettled(tries);
  return results.every((result) => result.status === "fulfilled");
}

const run = promisify(execFile);

/** Printing a version takes some 10 ms; a cold disk of a busy machine is given more. */
const TRY_MS_MAX = 20_000;
