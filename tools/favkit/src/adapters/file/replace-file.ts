import { open, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { FavkitError } from "../../domain/favkit-error.ts";
import { asOwnerOf, type AsSelf } from "./as-owner.ts";
import { isMissing } from "./file-failure.ts";
import { lockFile } from "./file-lock.ts";
import { makeFolder } from "./make-folder.ts";
import { readStoredFile, seedOf, type StoredFile } from "./stored-file.ts";
import { writeAnew } from "./write-new-file.ts";

/** New content for a file. */
export type Replacement = {
  readonly path: string;
  /** What the file must still hold; "" when it must not exist. */
  readonly expectedSeed: string;
  /** Makes the new bytes from the old ones; undefined leaves the file as it is. Throws to give up. */
  readonly change: (old: Uint8Array | undefined) => Promise<Uint8Array | undefined>;
  /** Told the old bytes before anything is written. */
  readonly keep: (path: string, old: Uint8Array) => Promise<unknown>;
};

/**
 * Puts new content in place of a file, so that at any moment, also after a crash, the path leads to the old content or
 * to the new one, whole. Beside it lies a hidden lock while this goes on, and a hidden new file. Owner and mode stay;
 * extended attributes do not, since Node cannot read them. Throws `concurrent_change` when the file is not, or not any
 * more, what is expected; whatever is thrown, the file is as it was.
 */
export async function replaceFile(replacement: Replacement): Promise<void> {
  await asOwnerOf(replacement.path, (asSelf) => replace(replacement, asSelf));
}

async function replace(replacement: Replacement, asSelf: AsSelf): Promise<void> {
  const { expectedSeed, change, keep } = replacement;
  const path = await targetOf(replacement.path);
  const folder = dirname(path);
  if (expectedSeed === "") await makeFolder(folder);
  const hidden = join(folder, `.${basename(path)}.favkit`);
  await using _lock = await lockFile(`${hidden}-lock`);
  const old = await expectOnly(path, expectedSeed);
  const bytes = await asSelf(() => change(old?.bytes));
  if (bytes === undefined) return;
  if (old !== undefined) await asSelf(() => keep(replacement.path, old.bytes));
  const fresh = `${hidden}-new`;
  try {
    // Nobody but the holder of the lock writes this file, so one that is there was left by a crash.
    await writeAnew(fresh, bytes, old);
    await expectOnly(path, expectedSeed);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  await syncFolder(folder);
  await expectOnly(path, seedOf(bytes));
}

/** The file behind symbolic links, or the path itself where there is none. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return path;
    throw error;
  }
}

async function expectOnly(path: string, seed: string): Promise<StoredFile | undefined> {
  const found = await readStoredFile(path);
  if (seedOf(found?.bytes) === seed) return found;
  throw new FavkitError("concurrent_change", `${path} was changed by something else meanwhile`);
}

/** Makes the new name durable. Windows cannot open folders, and its file systems do not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  await using handle = await open(folder, "r");
  await handle.sync();
}
