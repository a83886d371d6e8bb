import { execFile } from "node:child_process";
import { readFile, readlink, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/**
 * Ends a server that has lost its guard, so that the data is free for another one. A lock file of
 * PostgreSQL whose number now belongs to some other process is removed, since PostgreSQL would take
 * that process for a server.
 */
export async function stopLeftover(home: string): Promise<void> {
  const data = join(home, "data");
  const lockFile = join(data, "postmaster.pid");
  const pid = await lockHolder(lockFile);
  if (pid === undefined || !exists(pid)) return;
  if (!(await serves(pid, data))) {
    if (process.platform === "linux") await rm(lockFile, { force: true });
    return;
  }
  for (const { signal, waitMs } of SIGNALS) {
    if (exists(pid)) process.kill(pid, signal);
    const untilMs = performance.now() + waitMs;
    while (performance.now() < untilMs && (await serves(pid, data))) await sleep(POLL_MS);
  }
}

/** The server of a home, from PostgreSQL's own lock file, whose first line is its number. */
export async function lockHolder(lockFile: string): Promise<number | undefined> {
  const text = await readFile(lockFile, "utf8").catch(() => "");
  const pid = Number(text.split("\n", 1)[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** Fast shutdown, immediate shutdown, and an end to it. */
const SIGNALS = [
  { signal: "SIGINT", waitMs: 15_000 },
  { signal: "SIGQUIT", waitMs: 5_000 },
  { signal: "SIGKILL", waitMs: 5_000 },
] as const;
const POLL_MS = 25;

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A server works in the folder of its data, and was started with it as an argument. */
async function serves(pid: number, data: string): Promise<boolean> {
  if (process.platform === "linux") {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return folder === data;
  }
  const found = await run("ps", ["-o", "command=", "-p", String(pid)]).catch(() => undefined);
  return found?.stdout.includes(data) ?? false;
}

const run = promisify(execFile);
