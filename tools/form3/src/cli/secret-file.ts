import { open } from "node:fs/promises";
import { homedir } from "node:os";

import { UsageError } from "./usage-error.ts";

/** Group and others. */
const STRANGERS = 0o077;
const BYTES_MAX = 1024 * 1024;

/** The text of a file that holds secrets; undefined when there is none. Throws `UsageError` when others can read it. */
export async function readSecretFile(path: string): Promise<string | undefined> {
  const file = await openIfThere(path);
  if (file === undefined) return undefined;
  try {
    // Of the file that is open, not of what lies there by now.
    const mistake = mistakeIn(await file.stat());
    if (mistake !== undefined) throw new UsageError(`${path} ${mistake}`);
    return await file.readFile("utf8");
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(path, error);
  } finally {
    await file.close();
  }
}

type FileFacts = { readonly mode: number; readonly uid: number; readonly size: number };

function mistakeIn({ mode, uid, size }: FileFacts): string | undefined {
  if (size > BYTES_MAX) return "is too large to be what it should be";
  // Windows has neither modes nor user ids.
  const own = process.getuid?.();
  if (own === undefined) return undefined;
  if ((mode & STRANGERS) !== 0) {
    const now = (mode & 0o777).toString(8).padStart(4, "0");
    return `can be read by others (mode ${now}): give it mode 0600 (chmod 600)`;
  }
  return uid === own || uid === 0 ? undefined : "belongs to another user: chown it to yourself";
}

async function openIfThere(path: string) {
  try {
    return await open(path.replace(/^~(?=\/)/u, homedir()));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UsageError {
  return new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : ""}`);
}
