import { open } from "node:fs/promises";

/** Creates a file of the backup and returns when all that comes is on the disk. */
export type WriteFile = (path: string, chunks: AsyncIterable<Uint8Array>) => Promise<void>;

/** To the file system, for nobody else to read: there are people in these rows. */
export const writeFile: WriteFile = async (path, chunks) => {
  await using file = await open(path, "wx", 0o600);
  for await (const chunk of chunks) await file.writeFile(chunk);
  await file.sync();
};
