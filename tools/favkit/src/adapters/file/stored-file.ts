import { hash } from "node:crypto";
import { open, realpath, stat } from "node:fs/promises";

import { FILE_BYTES_MAX } from "../../codecs/plist.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import { isMissing } from "./file-failure.ts";

/** A file as it was found. */
export type StoredFile = {
  /** Without symbolic links, so that writing changes the file and leaves links to it alone. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
};

/** Reads a whole file; undefined when there is none. Throws `malformed_file` when it is larger than any list. */
export async function readStoredFile(link: string): Promise<StoredFile | undefined> {
  try {
    const path = await realpath(link);
    // Opening a pipe would wait for somebody to write to it.
    if (!(await stat(path)).isFile())
      throw new FavkitError("io_failed", `${link}: this is no file`);
    await using file = await open(path, "r");
    const { size, mode, uid, gid } = await file.stat();
    if (size > FILE_BYTES_MAX) {
      const reason = `${size} bytes, more than the ${FILE_BYTES_MAX} that are read`;
      throw new FavkitError("malformed_file", `${link}: ${reason}`);
    }
    return { path, bytes: await file.readFile(), mode: mode & 0o7777, uid, gid };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What tells one content of a list from another: SHA-256 in hex, and "" for no file. */
export function seedOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : hash("sha256", bytes, "hex");
}
