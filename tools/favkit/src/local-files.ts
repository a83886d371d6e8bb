import { open, readFile } from "node:fs/promises";
import { dirname } from "node:path";

import { asOwnerOf } from "./adapters/file/as-owner.ts";
import { withFileFailures } from "./adapters/file/file-failure.ts";
import { makeFolder } from "./adapters/file/make-folder.ts";
import { writeNewFile } from "./adapters/file/write-new-file.ts";
import type { SizeLimit } from "./cli/world.ts";
import { FavkitError } from "./domain/favkit-error.ts";
import { quoted } from "./domain/printable.ts";

/** Reads a regular file whole. Throws `path_not_found`, the limit's code, or what the file system says. */
export async function readWhole(path: string, limit: SizeLimit): Promise<Uint8Array> {
  return withFileFailures(path, async () => {
    await using file = await open(path, "r").catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      throw new FavkitError("path_not_found", `${quoted(path)} does not exist`);
    });
    const entry = await file.stat();
    if (!entry.isFile()) throw new FavkitError("bad_usage", `${quoted(path)} is no regular file`);
    if (entry.size > limit.bytes) {
      const message = `${quoted(path)}: line 1, column 1: ${entry.size} bytes, more than ${limit.bytes}`;
      throw new FavkitError(limit.code, message);
    }
    return await file.readFile();
  });
}

/** Writes a file that must not be there yet, and its folder when that is missing. */
export async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  await withFileFailures(path, () =>
    asOwnerOf(path, async () => {
      await makeFolder(dirname(path));
      await writeNewFile(path, bytes);
    }),
  );
}

/** The version in the package's manifest. */
export async function version(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  const manifest: unknown = JSON.parse(text);
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}
