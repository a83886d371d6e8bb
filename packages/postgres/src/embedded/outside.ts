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
  // In a folder that everybody writes to, somebody else may have been here first.
  if (await isOurs(folder, uid)) return folder;
  throw new EmbeddedStartFailed(`${folder} is not a folder that only we may write to`);
}

async function isOurs(folder: string, uid: number): Promise<boolean> {
  const found = await lstat(folder);
  // Windows has neither owners nor modes; its temporary folder belongs to one user.
  const isPrivate = process.platform === "win32" || (found.mode & 0o022) === 0;
  return found.isDirectory() && found.uid === uid && isPrivate;
}

async function isFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
