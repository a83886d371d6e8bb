/** Bytes that grow at the end. */
export type ByteSink = {
  readonly length: number;
  /** The integer's lowest `size` bytes, of 1, 2, 4 or 8. */
  bigEndian(value: number | bigint, size: number): void;
  /** Several whole numbers below 2^32, each of `size` bytes. */
  bigEndianAll(values: readonly number[], size: number): void;
  littleEndian32(value: number): void;
  zeros(count: number): void;
  float64(value: number): void;
  append(bytes: Uint8Array): void;
  /** One byte a character. */
  latin1(text: string): void;
  utf16BigEndian(text: string): void;
  /** Overwrites four bytes that were written before. */
  patch32(offset: number, value: number): void;
  bytes(): Uint8Array;
};

/** An empty sink. `expected` is how many bytes are likely to come. */
export function byteSink(expected: number): ByteSink {
  let buffer = Buffer.alloc(Math.max(64, expected));
  let length = 0;
  /** Makes room and gives the place where it begins. */
  const grow = (size: number): number => {
    const start = length;
    length += size;
    if (length > buffer.length) {
      const larger = Buffer.alloc(2 * length);
      buffer.copy(larger, 0, 0, start);
      buffer = larger;
    }
    return start;
  };
  /** By hand: Node's own methods check their arguments first, which takes several times as long. */
  const put = (value: number, at: number, size: number): void => {
    let rest = value;
    for (let place = at + size - 1; place >= at; place -= 1) {
      buffer[place] = rest & 0xff;
      rest >>>= 8;
    }
  };
  return {
    get length() {
      return length;
    },
    bigEndian(value, size) {
      const at = grow(size);
      if (size === 8) {
        buffer.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)), at);
        return;
      }
      put(Number(value), at, size);
    },
    bigEndianAll(values, size) {
      let at = grow(values.length * size);
      for (const value of values) {
        put(value, at, size);
        at += size;
      }
    },
    littleEndian32(value) {
      const at = grow(4);
      buffer[at] = value & 0xff;
      buffer[at + 1] = (value >>> 8) & 0xff;
      buffer[at + 2] = (value >>> 16) & 0xff;
      buffer[at + 3] = value >>> 24;
    },
    // New room is zero.
    zeros: (count) => void grow(count),
    // The place comes first: making room may put another buffer in the old one's place.
    float64(value) {
      const at = grow(8);
      buffer.writeDoubleBE(value, at);
    },
    append(bytes) {
      const at = grow(bytes.length);
      buffer.set(bytes, at);
    },
    latin1(text) {
      const at = grow(text.length);
      buffer.write(text, at, "latin1");
    },
    utf16BigEndian(text) {
      const at = grow(2 * text.length);
      buffer.write(text, at, "utf16le");
      buffer.subarray(at, at + 2 * text.length).swap16();
    },
    patch32: (offset, value) => void buffer.writeUInt32LE(value, offset),
    bytes: () => buffer.subarray(0, length),
  };
}
