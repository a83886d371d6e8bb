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

/** Bytes with room behind them, which is zero. */
type Room = { buffer: Buffer; length: number };

/** Makes room and gives the place where it begins. The buffer may be another one afterwards. */
function grow(room: Room, size: number): number {
  const start = room.length;
  room.length += size;
  if (room.length > room.buffer.length) {
    const larger = Buffer.alloc(2 * room.length);
    room.buffer.copy(larger, 0, 0, start);
    room.buffer = larger;
  }
  return start;
}

/** By hand: Node's own methods check their arguments first, which takes several times as long. */
function put(room: Room, value: number, size: number): void {
  const at = grow(room, size);
  const { buffer } = room;
  let rest = value;
  for (let place = at + size - 1; place >= at; place -= 1) {
    buffer[place] = rest & 0xff;
    rest >>>= 8;
  }
}

/** An empty sink. `expected` is how many bytes are likely to come. */
export function byteSink(expected: number): ByteSink {
  const room: Room = { buffer: Buffer.alloc(Math.max(64, expected)), length: 0 };
  return {
    get length() {
      return room.length;
    },
    bigEndian(value, size) {
      if (size < 8) return put(room, Number(value), size);
      const at = grow(room, size);
      room.buffer.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)), at);
    },
    bigEndianAll(values, size) {
      for (const value of values) put(room, value, size);
    },
    littleEndian32(value) {
      const at = grow(room, 4);
      room.buffer.writeUInt32LE(value, at);
    },
    zeros: (count) => void grow(room, count),
    float64(value) {
      const at = grow(room, 8);
      room.buffer.writeDoubleBE(value, at);
    },
    append(bytes) {
      const at = grow(room, bytes.length);
      room.buffer.set(bytes, at);
    },
    latin1(text) {
      const at = grow(room, text.length);
      room.buffer.write(text, at, "latin1");
    },
    utf16BigEndian(text) {
      const at = grow(room, 2 * text.length);
      room.buffer.write(text, at, "utf16le");
      room.buffer.subarray(at, at + 2 * text.length).swap16();
    },
    patch32: (offset, value) => void room.buffer.writeUInt32LE(value, offset),
    bytes: () => room.buffer.subarray(0, room.length),
  };
}
