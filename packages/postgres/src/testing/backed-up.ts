import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";

import { backUp, type BackUpOptions } from "../backup/index.ts";

/**
 * Backs a schema up into a directory, and returns what stands in it by the names of its files, uncompressed. Nothing of it is
 * left. Throws what `backUp` throws.
 */
export async function backedUp(
  place: Pick<BackUpOptions, "url" | "service" | "schema">,
): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-backup-"));
  try {
    const directory = join(folder, "backup");
    await backUp({ ...place, directory });
    const texts = new Map<string, string>();
    for (const name of await readdir(directory)) {
      const bytes = await readFile(join(directory, name));
      texts.set(name, (name.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes).toString("utf8"));
    }
    return texts;
  } finally {
    await rm(folder, { recursive: true });
  }
}
