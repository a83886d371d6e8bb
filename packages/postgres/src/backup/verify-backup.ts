import type { Manifest } from "./manifest.ts";
import type { Watch } from "./progress.ts";
import { readManifest } from "./read-manifest.ts";
import { readTable } from "./table-file.ts";
import { tableProgress } from "./table-progress.ts";

/**
 * Checks a backup without a database: the manifest is what its checksum says, and each file is there, has the bytes that
 * were written, and holds as many rows as were copied. Returns the manifest. Throws `BackupRefused`, or the reason of the
 * signal. It finds accidents, not forgery: whoever can write the files can write the manifest.
 */
export async function verifyBackup(directory: string, watch: Watch = {}): Promise<Manifest> {
  const manifest = await readManifest(directory);
  const progress = tableProgress("verifying", manifest.tables.length, watch.onProgress);
  for (const [done, table] of manifest.tables.entries()) {
    const tell = progress(table.name, done);
    await readTable({ directory, table }, passOver, { tell, signal: watch.signal });
  }
  return manifest;
}

async function passOver(rows: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of rows) continue;
}
