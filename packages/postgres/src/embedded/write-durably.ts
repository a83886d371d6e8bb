import { open } from "node:fs/promises";

/**
 * Creates a private file and waits until its content is on the disk. Renamed or linked without that,
 * a file can be empty under its final name after a power cut.
 */
export async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, "wx", 0o600);
  await file.writeFile(text);
  await file.sync();
}
