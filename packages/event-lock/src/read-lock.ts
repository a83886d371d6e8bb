import { readFile } from "node:fs/promises";

import { type EventLock, LOCK_FILE, parseLock } from "./event-lock.ts";

/** The lock of a folder; empty if there is none yet, with what is wrong with it. */
export async function readLock(
  folder: URL,
): Promise<{ readonly lock: EventLock; readonly problems: readonly string[] }> {
  const text = await readFile(new URL(LOCK_FILE, folder), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "{}";
    throw error;
  });
  const lock = parseLock(text);
  if (lock !== undefined) return { lock, problems: [] };
  return { lock: {}, problems: [`${LOCK_FILE} is no lock: take back what was done to it`] };
}
