/** The bytes are none that are expected here. */
export class UnexpectedByte extends Error {
  override readonly name = "UnexpectedByte";
  readonly code = "unexpected_byte";
}

/** A stretch of the bytes, `end` excluded. */
export type Span = { readonly start: number; readonly end: number };

const ZERO = "0".charCodeAt(0);
const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = "\\".charCodeAt(0);
/** What may stand behind a backslash. */
const ESCAPE = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/;
const ESCAPE_LENGTH_MAX = 5;
const SPACE = " ".charCodeAt(0);

/** Steps through compact JSON, one value after the other; every step throws `UnexpectedByte` for anything else. */
export class PageBytes {
  readonly bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.bytes.length;
  }

  /** Steps over a character if it is the next one. */
  skips(character: number): boolean {
    if (this.bytes[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  expect(character: number): void {
    if (!this.skips(character)) throw new UnexpectedByte(`at byte ${this.#at}`);
  }

  /** Steps over a word if it comes next. */
  skipsWord(word: Uint8Array): boolean {
    if (!this.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  startsWith(word: Uint8Array, at: number): boolean {
    for (let index = 0; index < word.length; index += 1) {
      if (this.bytes[at + index] !== word[index]) return false;
    }
    return true;
  }

  /** A whole number from 0 to `max`, which is a safe integer. */
  integer(max: number): number {
    const { bytes } = this;
    const start = this.#at;
    let at = start;
    let value = 0;
    for (;;) {
      const digit = (bytes[at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      at += 1;
    }
    this.#at = at;
    const isZeroPadded = at - start > 1 && bytes[start] === ZERO;
    if (at === start || isZeroPadded || value > max) throw new UnexpectedByte(`at byte ${start}`);
    return value;
  }

  /** Where a text stands, without its quotes; one with an escape in it is not expected. */
  text(): Span {
    this.expect(QUOTE);
    const start = this.#at;
    const end = this.bytes.indexOf(QUOTE, start);
    for (let at = start; at < end; at += 1) {
      const byte = this.bytes[at] ?? 0;
      if (byte === BACKSLASH || byte < SPACE) throw new UnexpectedByte(`at byte ${at}`);
    }
    if (end === -1) throw new UnexpectedByte("no end of a text");
    this.#at = end + 1;
    return { start, end };
  }

  /** Steps over a text, whatever it says. */
  skipText(): void {
    this.expect(QUOTE);
    const { bytes } = this;
    let at = this.#at;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte < SPACE) throw new UnexpectedByte(`at byte ${at}`);
      at += 1;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) at = this.#behindEscape(at);
    }
    this.#at = at;
  }

  #behindEscape(at: number): number {
    const escape = ESCAPE.exec(this.latin1(at, ESCAPE_LENGTH_MAX));
    if (escape === null) throw new UnexpectedByte(`at byte ${at}`);
    return at + escape[0].length;
  }

  /** Where a text of so many characters stands; the caller has to look at each of them. */
  textOf(length: number): number {
    const start = this.#at + 1;
    if (this.bytes[start - 1] !== QUOTE || this.bytes[start + length] !== QUOTE) {
      throw new UnexpectedByte(`at byte ${start}`);
    }
    this.#at = start + length + 1;
    return start;
  }

  latin1(start: number, length: number): string {
    return this.bytes.toString("latin1", start, start + length);
  }
}
