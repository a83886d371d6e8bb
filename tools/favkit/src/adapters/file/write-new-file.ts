import { open, rm } from "node:fs/promises";

const MODE = 0o600;

/** Writes a file that must not be there yet, to where it outlives a power failure. One that was cut short is removed. */
export async function writeNewFile(path: string, content: Uint8Array | string): Promise<void> {
  await using file = await open(path, "wx", MODE);
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** The same in place of one that a crash may have left; nobody else may write there. */
export async function writeAnew(path: string, content: Uint8Array | string): Promise<void> {
  await rm(path, { force: true });
  await writeNewFile(path, content);
}
