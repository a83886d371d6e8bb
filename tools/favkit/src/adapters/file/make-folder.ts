import { mkdir } from "node:fs/promises";

/** Makes a folder, and those above it that are missing. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}
