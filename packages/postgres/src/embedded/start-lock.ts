import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { createOnce } from "./create-once.ts";
import { EmbeddedStartFailed } from "./embedded-start-failed.ts";
import { parsed } from "./parsed.ts";
import { identify, isRunning, toProcessIdentity } from "./process-identity.ts";

/**
 * The right to start or stop the server of a directory, held by one process at a time. What a dead
 * process left is taken over. Should two ever hold it at once, PostgreSQL's own lock on the data
 * lets only one server start.
 */
export async function startLock(directory: string): Promise<AsyncDisposable> {
  const path = join(directory, "start.lock");
  const mine = JSON.stringify(identify(process.pid));
  const untilMs = performance.now() + WAIT_MS_MAX;
  while (!(await createOnce(path, mine))) {
    if (await removeStale(path)) continue;
    if (performance.now() > untilMs) {
      throw new EmbeddedStartFailed(`another process keeps ${path}; remove it if that is wrong`);
    }
    await sleep(POLL_MS);
  }
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}

/** A first start takes some seconds, a recovery after a crash may take a minute. */
const WAIT_MS_MAX = 180_000;
const POLL_MS = 25;

async function removeStale(path: string): Promise<boolean> {
  const holder = await readFile(path, "utf8").catch(() => undefined);
  if (holder === undefined) return true;
  const identity = toProcessIdentity(parsed(holder));
  if (identity !== undefined && isRunning(identity)) return false;
  // Of several that saw the dead holder one wins the rename; whoever renamed a successor of it by
  // mistake puts that back.
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const taken = await readFile(aside, "utf8").catch(() => holder);
  if (taken !== holder) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}
