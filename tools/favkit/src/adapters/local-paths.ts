import { lstat, realpath, stat } from "node:fs/promises";

import type { Paths } from "../application/ports.ts";
import { FavkitError } from "../domain/favkit-error.ts";
import { quoted } from "../domain/printable.ts";

/** The file system of this machine. A link that leads nowhere exists, as a file. */
export const localPaths: Paths = {
  async inspect(path) {
    try {
      await lstat(path);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw new FavkitError("permission_denied", `${quoted(path)} may not be looked at`, {
        cause: error,
      });
    }
    try {
      const [entry, real] = await Promise.all([stat(path), realpath(path)]);
      return { kind: entry.isDirectory() ? "folder" : "file", real };
    } catch {
      return { kind: "file", real: path };
    }
  },
};

function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "ENAMETOOLONG")
  );
}
