import { lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { EmbeddedStartFailed } from "./embedded-start-failed.ts";

/**
 * A folder outside the checkout that any account may enter and only we may write. For root it lies
 * where system services keep their state, which no clean-up of temporary files touches.
 */
export async function outside(wanted: string | undefined): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const isSystem = uid === 0 && (await isFolder("/var/lib"));
  const folder = wanted ?? (isSystem ? "/var/lib/holdfast" : join(tmpdir(), `holdfast-${uid}`));
  await mkdir(folder, { mode: 0o755 }).catch(() => undefined);
  const { mode, uid: owner } = await lstat(folder);
  // In a folder that everybody writes to, somebody else may have been here first.
  if (!(await isFolder(folder)) || (owner !== uid && uid !== 0) || (mode & 0o022) !== 0) {
    throw new EmbeddedStartFailed(`${folder} is not a folder that only we may write to`);
  }
  return folder;
}

async function isFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
