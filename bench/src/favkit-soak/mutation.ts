/** Whole numbers from 0 up to, not including, a bound. */
export type Draw = (bound: number) => number;

/** Draws that follow from a seed (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

/** What a mutation may do at once, at most. */
const STEPS_MAX = 4;

/** Numbers that sizes, counts and offsets are likely to be wrong with. */
const ODD_BYTES: readonly (readonly number[])[] = [
  [0],
  [0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff],
  [0, 0, 0, 0],
  [0, 0, 0, 0x80],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x0f],
  [0xaf, 0x13],
  [0xd1],
];

/** A copy with some bytes changed, put in, left out or taken from another file. */
export function mutated(original: Uint8Array, other: Uint8Array, draw: Draw): Uint8Array {
  let bytes = Buffer.from(original);
  for (let step = 1 + draw(STEPS_MAX); step > 0; step -= 1) {
    const change = CHANGES[draw(CHANGES.length)];
    if (change !== undefined && bytes.length > 0) bytes = change({ bytes, other, draw });
  }
  return bytes;
}

type Change = (from: {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly other: Uint8Array;
  readonly draw: Draw;
}) => Buffer<ArrayBuffer>;

const CHANGES: readonly Change[] = [
  ({ bytes, draw }) => {
    const at = draw(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << draw(8)), at);
    return bytes;
  },
  ({ bytes, draw }) => {
    bytes.writeUInt8(draw(256), draw(bytes.length));
    return bytes;
  },
  ({ bytes, draw }) => {
    const odd = ODD_BYTES[draw(ODD_BYTES.length)] ?? [];
    Buffer.from(odd).copy(bytes, draw(bytes.length));
    return bytes;
  },
  // The trailer of a binary property list, the tables of a bookmark: what is at the end matters most.
  ({ bytes, draw }) => {
    bytes.writeUInt8(draw(256), Math.max(0, bytes.length - 1 - draw(64)));
    return bytes;
  },
  ({ bytes, draw }) => bytes.subarray(0, draw(bytes.length)),
  ({ bytes, draw }) => {
    const at = draw(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + draw(16))]);
  },
  ({ bytes, draw }) => {
    const [at, from] = [draw(bytes.length), draw(bytes.length)];
    return Buffer.concat([
      bytes.subarray(0, at),
      bytes.subarray(from, from + 32),
      bytes.subarray(at),
    ]);
  },
  ({ bytes, other, draw }) => {
    const from = draw(other.length);
    Buffer.from(other).copy(bytes, draw(bytes.length), from, from + draw(32));
    return bytes;
  },
];
