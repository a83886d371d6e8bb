import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";

import { BackupRefused } from "./backup-refused.ts";
import { FileDigest } from "./file-digest.ts";
import type { SavedTable } from "./manifest.ts";
import { RowCounter } from "./row-counter.ts";
import type { WriteFile } from "./write-file.ts";

type Chunks = AsyncIterable<Uint8Array>;

/** How a table is followed on its way. */
export type TableWatch = {
  readonly tell: (counter: { readonly rows: number; readonly bytes: number }) => void;
  readonly signal?: AbortSignal | undefined;
};

/** Rows as `COPY` writes them in text, compressed; `zstd -dc` makes them readable again. */
export function tableFile(table: string): string {
  return `${encodeURIComponent(table)}.copy.zst`;
}

/** Three times as fast as level 3 and no larger for what events look like, with a checksum inside. */
const COMPRESSION = {
  params: {
    [constants.ZSTD_c_compressionLevel]: 1,
    [constants.ZSTD_c_checksumFlag]: 1,
  },
};

/** Writes the rows of a copy into a file. */
export async function writeTable(
  chunks: Chunks,
  to: { readonly path: string; readonly write: WriteFile },
  { tell, signal }: TableWatch,
): Promise<Pick<SavedTable, "rows" | "bytes" | "fileBytes" | "sha256">> {
  const counter = new RowCounter(tell);
  const digest = new FileDigest();
  await pipeline(
    chunks,
    (rows: Chunks) => counter.through(rows),
    createZstdCompress(COMPRESSION),
    (compressed: Chunks) => to.write(to.path, digest.through(compressed)),
    { signal },
  );
  const { rows, bytes } = counter;
  tell(counter);
  return { rows, bytes, fileBytes: digest.bytes, sha256: digest.sha256() };
}

/**
 * Gives the rows of a file to `take`, as `COPY` wants them. Throws `BackupRefused` unless the file is, to its last byte,
 * what the manifest says; what was taken until then must not be kept.
 */
export async function readTable(
  from: { readonly directory: string; readonly table: SavedTable },
  take: (rows: Chunks) => Promise<unknown>,
  { tell, signal }: TableWatch,
): Promise<void> {
  const { directory, table } = from;
  const path = join(directory, table.file);
  await checkSize(path, table);
  const counter = new RowCounter(tell);
  const digest = new FileDigest();
  try {
    await pipeline(
      createReadStream(path),
      (compressed: Chunks) => digest.through(compressed),
      createZstdDecompress(),
      (rows: Chunks) => take(counter.through(rows)),
      { signal },
    );
  } catch (error) {
    throw isBroken(error) ? changed(table, error) : error;
  }
  if (digest.sha256() !== table.sha256 || counter.rows !== table.rows) throw changed(table);
  tell(counter);
}

async function checkSize(path: string, table: SavedTable): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new BackupRefused("file_missing", `${table.file} cannot be read`, { cause });
  });
  if (found.size === table.fileBytes) return;
  const detail = `${table.file} has ${found.size} bytes instead of ${table.fileBytes}`;
  throw new BackupRefused(found.size < table.fileBytes ? "file_truncated" : "file_changed", detail);
}

/** What the decompressor says of bytes that are none of its own. */
function isBroken(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^ZSTD_|^Z_/.test(String(error.code));
}

function changed(table: SavedTable, cause?: unknown): BackupRefused {
  return new BackupRefused("file_changed", `${table.file} is not what was written`, { cause });
}
