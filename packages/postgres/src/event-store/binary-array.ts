/** Types of elements by their object ids (pg_type.dat). */
const OBJECT_IDS = {
  bytea: 17,
  int2: 21,
  int4: 23,
  text: 25,
  json: 114,
  timestamptz: 1184,
  uuid: 2950,
} as const;

/** Dimensions, whether there are nulls, type of the elements; then length and lower bound of the one dimension. */
const HEADER_BYTES = 20;
const EMPTY_BYTES = 12;
const BYTES_FIRST = 256;
/** Larger ones are given back after a rare batch of large events. */
const BYTES_KEPT = 262_144;

/** PostgreSQL counts microseconds from 2000 on. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const HIGH = 2 ** 32;

const HYPHEN = 0x2d;
/** What a character stands for in hexadecimal, by its code. */
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, "0123456789abcdef".indexOf(String.fromCharCode(code).toLowerCase())),
);

/**
 * An array as a parameter in PostgreSQL's binary form (`array_send`), which the driver takes as a buffer. Unlike the
 * text form nothing is escaped here and unescaped there; a batch of events costs half of it on either side.
 */
export class BinaryArray {
  readonly #objectId: number;
  #bytes = Buffer.allocUnsafe(BYTES_FIRST);
  #at = HEADER_BYTES;
  #length = 0;
  #nulls = 0;

  constructor(type: keyof typeof OBJECT_IDS) {
    this.#objectId = OBJECT_IDS[type];
  }

  get hasOnlyNulls(): boolean {
    return this.#nulls > 0 && this.#nulls === this.#length;
  }

  null(): void {
    this.#begin(-1, 0);
    this.#nulls += 1;
  }

  /** Makes it empty, to be written anew; buffers that were made of it are void. */
  clear(): void {
    this.#at = HEADER_BYTES;
    this.#length = 0;
    this.#nulls = 0;
    if (this.#bytes.length > BYTES_KEPT) this.#bytes = Buffer.allocUnsafe(BYTES_FIRST);
  }

  /** For `text` and `json`. */
  text(text: string): void {
    // The length stands before the bytes, and is known after them; three bytes a UTF-16 unit at most.
    const lengthAt = this.#begin(0, text.length * 3);
    const bytes = this.#bytes.write(text, this.#at);
    this.#bytes.writeInt32BE(bytes, lengthAt);
    this.#at += bytes;
  }

  /** For `bytea`: one byte a character. */
  binary(text: string): void {
    this.#begin(text.length, text.length);
    this.#at += this.#bytes.write(text, this.#at, "latin1");
  }

  uuid(text: string): void {
    this.#begin(16, 16);
    // Four times as quick as taking the hyphens out and having it written as hex.
    let to = this.#at;
    for (let at = 0; at < text.length; at += 2) {
      if (text.charCodeAt(at) === HYPHEN) at += 1;
      const high = NIBBLES[text.charCodeAt(at)] ?? 0;
      this.#bytes[to] = (high << 4) | (NIBBLES[text.charCodeAt(at + 1)] ?? 0);
      to += 1;
    }
    this.#at = to;
  }

  int2(value: number): void {
    this.#begin(2, 2);
    this.#at = this.#bytes.writeInt16BE(value, this.#at);
  }

  int4(value: number): void {
    this.#begin(4, 4);
    this.#at = this.#bytes.writeInt32BE(value, this.#at);
  }

  /** Milliseconds since 1970. */
  timestamp(ms: number): void {
    const microseconds = (ms - EPOCH_MS) * 1_000;
    const high = Math.floor(microseconds / HIGH);
    this.#begin(8, 8);
    this.#at = this.#bytes.writeInt32BE(high, this.#at);
    this.#at = this.#bytes.writeUInt32BE(microseconds - high * HIGH, this.#at);
  }

  toBuffer(): Buffer {
    const isEmpty = this.#length === 0;
    for (const [at, value] of [isEmpty ? 0 : 1, this.#nulls > 0 ? 1 : 0].entries()) {
      this.#bytes.writeInt32BE(value, at * 4);
    }
    this.#bytes.writeInt32BE(this.#objectId, 8);
    this.#bytes.writeInt32BE(this.#length, 12);
    this.#bytes.writeInt32BE(1, 16);
    return this.#bytes.subarray(0, isEmpty ? EMPTY_BYTES : this.#at);
  }

  /** Writes the length of an element and makes room for its bytes; returns where the length stands. */
  #begin(length: number, bytesMax: number): number {
    const at = this.#at;
    const needed = at + 4 + bytesMax;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#at = this.#bytes.writeInt32BE(length, at);
    this.#length += 1;
    return at;
  }
}

/** Texts as one parameter. */
export function textArray(texts: readonly string[]): Buffer {
  const array = new BinaryArray("text");
  for (const text of texts) array.text(text);
  return array.toBuffer();
}

/** Texts of JSON as one parameter. */
export function jsonArray(texts: readonly (string | null)[]): Buffer {
  const array = new BinaryArray("json");
  for (const text of texts) {
    if (text === null) array.null();
    else array.text(text);
  }
  return array.toBuffer();
}
