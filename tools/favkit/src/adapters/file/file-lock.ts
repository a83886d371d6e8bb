import { open, readFile, rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { FavkitError } from "../../domain/favkit-error.ts";
import { codeOf, isMissing } from "./file-failure.ts";

/** A writer holds the lock for milliseconds; whoever waits this long waits for something that hangs. */
const WAIT_MS_MAX = 2000;
const LOOK_EVERY_MS = 10;

/**
 * Lets one writer at a time of this program work on a file, by a file that only one can create and that holds its
 * process id. The lock of a process that is gone is removed, as is one that a crash left without an id. Throws
 * `concurrent_change` when a living process does not let go.
 */
export async function lockFile(path: string): Promise<AsyncDisposable> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    if (await tryLock(path)) return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    const holder = await holderOf(path);
    const isLate = waitedMs >= WAIT_MS_MAX;
    if (holder === undefined ? isLate : !isAlive(holder)) await rm(path, { force: true });
    else if (isLate)
      throw new FavkitError(
        "concurrent_change",
        `process ${holder} holds ${path} and does not let go`,
      );
    else await sleep(LOOK_EVERY_MS);
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    await using file = await open(path, "wx", 0o600);
    await file.writeFile(String(process.pid)).catch((error: unknown) => giveUp(path, error));
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** A full volume takes the lock's name, but not what should stand in it. */
async function giveUp(path: string, error: unknown): Promise<never> {
  await rm(path, { force: true });
  throw error;
}

/** The process that holds the lock; undefined when it has not written its id, or has let go. */
async function holderOf(path: string): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(path, "latin1"));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}
