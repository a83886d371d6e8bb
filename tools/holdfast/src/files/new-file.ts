import { type FileHandle, link, lstat, mkdtemp, open, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { Refused } from "../cli/refused.ts";

/**
 * A file that appears under its name only when it is whole and on the disk, and never in the place of another. Until then
 * it is in `NAME.partial-XXXXXX` beside it, which disposal removes; a process that is killed leaves it there.
 */
export class NewFile implements AsyncDisposable {
  readonly #path: string;
  readonly #partial: string;
  readonly #file: FileHandle;

  private constructor(path: string, partial: string, file: FileHandle) {
    this.#path = path;
    this.#partial = partial;
    this.#file = file;
  }

  /** Throws `Refused` for a name that is taken, and what the file system says. */
  static async create(name: string): Promise<NewFile> {
    const path = resolve(name);
    if ((await lstat(path).catch(() => undefined)) !== undefined) throw exists(path);
    // Made for its owner alone, as people's names may stand in it.
    const partial = await mkdtemp(`${path}.partial-`);
    const file = await open(join(partial, "file"), "wx", 0o600);
    return new NewFile(path, partial, file);
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#file.writeFile(bytes);
  }

  /** Gives it its name, durably. Throws `Refused` if somebody else was quicker. */
  async finish(): Promise<void> {
    await this.#file.sync();
    try {
      // Other than a renaming, this never takes the place of a file.
      await link(join(this.#partial, "file"), this.#path);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") {
        throw exists(this.#path);
      }
      throw error;
    }
    await syncDirectory(dirname(this.#path));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
    await rm(this.#partial, { recursive: true, force: true });
  }
}

function exists(path: string): Refused {
  return new Refused(`${path} exists: name a file that does not exist yet`);
}

async function syncDirectory(path: string): Promise<void> {
  // Windows opens no directories; its file system keeps the order by itself.
  if (process.platform === "win32") return;
  await using directory = await open(path, "r");
  await directory.sync();
}
