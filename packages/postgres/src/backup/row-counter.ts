const LINE_END = 0x0a;
/** How often a long table tells how far it is. */
const TELL_BYTES = 16_777_216;

/** Counts what a copy in text form consists of while it passes: each row ends with the only line breaks there are. */
export class RowCounter {
  rows = 0;
  bytes = 0;
  readonly #tell: (counter: RowCounter) => void;
  #tellAt = TELL_BYTES;

  constructor(tell: (counter: RowCounter) => void = () => undefined) {
    this.#tell = tell;
  }

  async *through(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#count(chunk);
      yield chunk;
    }
  }

  #count(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) {
      this.rows += 1;
    }
    if (this.bytes < this.#tellAt) return;
    this.#tellAt = this.bytes + TELL_BYTES;
    this.#tell(this);
  }
}
