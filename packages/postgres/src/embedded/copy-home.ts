import { execFile } from "node:child_process";
import { cp, rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { exists } from "./exists.ts";

/**
 * Gives a new server the data and the secret of one that was stopped in good order, with their owners. Does nothing
 * where there is data already.
 */
export async function copyHome(from: string, to: string): Promise<void> {
  if (await exists(join(to, "data"))) return;
  await cp(join(from, "secret"), join(to, "secret"));
  const draft = join(to, "data-copied");
  // `cp` of Node gives everything to whoever copies.
  await run("cp", ["-a", join(from, "data"), draft]);
  await rename(draft, join(to, "data"));
}

const run = promisify(execFile);
