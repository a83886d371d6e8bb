import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";

/** Where a service's log is kept; disposing it ends the file. */
export type LogFile = AsyncDisposable & {
  readonly path: string;
  write(line: string): void;
};

/** Begins the log of a service anew. */
export async function logFile(directory: string, service: string): Promise<LogFile> {
  const folder = join(directory, "logs");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${service}.log`);
  const file = createWriteStream(path);
  return {
    path,
    // A process that was killed may be heard after it is known to be dead.
    write: (line) => void (file.writableEnded || file.write(`${line}\n`)),
    [Symbol.asyncDispose]: async () => {
      file.end();
      await finished(file);
    },
  };
}
