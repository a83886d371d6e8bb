import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";

/** The log of the server, and what was added to it since it was opened. */
export class ServerLog implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #start: number;

  private constructor(file: FileHandle, start: number) {
    this.#file = file;
    this.#start = start;
  }

  static async open(home: string): Promise<ServerLog> {
    const file = await open(join(home, "server.log"), "a+", 0o600);
    const { size } = await file.stat();
    if (size <= SIZE_MAX) return new ServerLog(file, size);
    await file.truncate();
    return new ServerLog(file, 0);
  }

  get fd(): number {
    return this.#file.fd;
  }

  /** The last lines that were added. */
  async tail(): Promise<readonly string[]> {
    const { size } = await this.#file.stat();
    const from = Math.max(this.#start, size - TAIL_BYTES_MAX);
    const { bytesRead, buffer } = await this.#file.read(Buffer.alloc(TAIL_BYTES_MAX), {
      position: from,
    });
    const lines = buffer.toString("utf8", 0, bytesRead).trim().split("\n");
    return lines.slice(-TAIL_LINES_MAX);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/** A log that has grown beyond this starts again with the next server. */
const SIZE_MAX = 10_000_000;
const TAIL_BYTES_MAX = 8_192;
const TAIL_LINES_MAX = 20;
