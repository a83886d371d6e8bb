import { lchown, mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Whether this runs as root, who may work on somebody else's files, which must stay theirs. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Makes a folder, and those above it that are missing. What root makes belongs to the owner of where it is made. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined || !isRoot()) return;
  const top = resolve(first);
  const { uid, gid } = await stat(dirname(top));
  for (let made = resolve(path); made.length >= top.length; made = dirname(made)) {
    await lchown(made, uid, gid);
  }
}
