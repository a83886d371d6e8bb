import { lstat, mkdtemp, open, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { BackupRefused } from "./backup-refused.ts";

/**
 * A directory that appears under its name only when it is whole; until then it is `NAME.partial-XXXXXX` beside it, and
 * disposal removes that. A process that is killed leaves it there.
 */
export class NewDirectory implements AsyncDisposable {
  readonly #name: string;
  readonly #partial: string;

  private constructor(name: string, partial: string) {
    this.#name = name;
    this.#partial = partial;
  }

  /** Refuses a name that is taken. */
  static async create(name: string): Promise<NewDirectory> {
    const whole = resolve(name);
    const found = await lstat(whole).catch(() => undefined);
    if (found !== undefined) throw exists(whole);
    // Created for its owner alone.
    return new NewDirectory(whole, await mkdtemp(`${whole}.partial-`));
  }

  /** Where a file of it is for now. */
  path(file: string): string {
    return join(this.#partial, file);
  }

  /** Gives it its name, durably: a directory under that name holds all its files, after a power cut too. */
  async finish(): Promise<void> {
    await syncDirectory(this.#partial);
    try {
      await rename(this.#partial, this.#name);
    } catch (error) {
      if (error instanceof Error && "code" in error && TAKEN.has(String(error.code))) {
        throw exists(this.#name);
      }
      throw error;
    }
    await syncDirectory(dirname(this.#name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#partial, { recursive: true, force: true });
  }
}

/** Somebody else was quicker with the same name. */
const TAKEN: ReadonlySet<string> = new Set(["EEXIST", "ENOTEMPTY", "ENOTDIR"]);

function exists(name: string): BackupRefused {
  return new BackupRefused("backup_exists", `${name} exists`);
}

async function syncDirectory(path: string): Promise<void> {
  // Windows opens no directories; its file system keeps the order by itself.
  if (process.platform === "win32") return;
  await using directory = await open(path, "r");
  await directory.sync();
}
