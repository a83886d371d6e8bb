import { type FileHandle, open, rm } from "node:fs/promises";

import { codeOf } from "./file-failure.ts";

/** Mode and owner that a file is to have. */
export type Likeness = { readonly mode: number; readonly uid: number; readonly gid: number };

/** Of lists that are new, as macOS makes them, and of all that favkit keeps. */
const MODE = 0o600;

/**
 * Writes a file that must not be there yet, to where it outlives a power failure; one that was cut short is removed.
 * It is like another one, or private to whoever writes it.
 */
export async function writeNewFile(
  path: string,
  content: Uint8Array | string,
  like?: Likeness,
): Promise<void> {
  await using file = await open(path, "wx", MODE);
  try {
    await file.writeFile(content);
    if (like !== undefined) await makeLike(file, like);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** The same in place of one that a crash may have left; nobody else may write there. */
export async function writeAnew(
  path: string,
  content: Uint8Array | string,
  like?: Likeness,
): Promise<void> {
  await rm(path, { force: true });
  await writeNewFile(path, content, like);
}

/** By the handle: whoever owns the folder might put a link in the place of the name. */
async function makeLike(file: FileHandle, { mode, uid, gid }: Likeness): Promise<void> {
  const now = await file.stat();
  if (now.uid !== uid || now.gid !== gid) await file.chown(uid, gid).catch(ignoreDenial);
  await file.chmod(mode);
}

/** Only root gives files away; anybody else owns what they write, and the group is a nicety. */
function ignoreDenial(error: unknown): void {
  if (codeOf(error) !== "EPERM") throw error;
}
