import { createHash } from "node:crypto";

/** Adds up the bytes of a file and their SHA-256 while they pass. */
export class FileDigest {
  bytes = 0;
  readonly #hash = createHash("sha256");

  async *through(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#hash.update(chunk);
      this.bytes += chunk.length;
      yield chunk;
    }
  }

  /** SHA-256 of what has passed, in hexadecimal; once. */
  sha256(): string {
    return this.#hash.digest("hex");
  }
}
