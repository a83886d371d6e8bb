// Writes bookmarks from the layout rules alone. It shares nothing with the codec.

/** The two real generations. */
const GENERATIONS = {
  macos12: { version: 0x1004_0000, headerBytes: 48 },
  macos26: { version: 0x1005_0000, headerBytes: 64 },
} as const;

export type Generation = keyof typeof GENERATIONS;

/** A record's value; the same object twice is one record with two references. */
export type Value =
  | { readonly type: number; readonly bytes: Uint8Array }
  | { readonly type: number; readonly parts: readonly Value[] };

export const text = (value: string): Value => ({ type: 0x0101, bytes: Buffer.from(value) });
export const url = (value: string): Value => ({ type: 0x0901, bytes: Buffer.from(value) });
export const bytes = (value: Uint8Array): Value => ({ type: 0x0201, bytes: value });
export const truth = (value: boolean): Value => ({
  type: value ? 0x0501 : 0x0500,
  bytes: new Uint8Array(),
});
export const list = (...parts: readonly Value[]): Value => ({ type: 0x0601, parts });
export const pairs = (...parts: readonly Value[]): Value => ({ type: 0x0701, parts });
export const relative = (base: Value, path: Value): Value => ({
  type: 0x0902,
  parts: [base, path],
});

export function int32(value: number): Value {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return { type: 0x0303, bytes };
}

export function int64(value: bigint): Value {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return { type: 0x0304, bytes };
}

/** Seconds since 2001-01-01 UTC, big-endian. */
export function date(seconds: number): Value {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(seconds);
  return { type: 0x0400, bytes };
}

/** Three words of 64 bits. */
export function flags(...words: readonly bigint[]): Value {
  const bytes = Buffer.alloc(8 * words.length);
  for (const [at, word] of words.entries()) bytes.writeBigUInt64LE(word, 8 * at);
  return { type: 0x0201, bytes };
}

/** A table: its entries in the order in which their values are written. A named key is a text. */
export type Table = {
  readonly id: number;
  readonly entries: readonly (readonly [key: number | Value, value: Value])[];
};

/** The blob: values in the order of the entries, each behind its parts, then the tables. */
export function bookmark(generation: Generation, tables: readonly Table[], magic = "book"): Buffer {
  const { version, headerBytes } = GENERATIONS[generation];
  const body: Buffer[] = [Buffer.alloc(4)];
  const offsets = new Map<Value, number>();
  let written = 4;
  const add = (...parts: readonly Buffer[]) => {
    body.push(...parts);
    written += parts.reduce((sum, part) => sum + part.length, 0);
  };
  const put = (value: Value): number => {
    const known = offsets.get(value);
    if (known !== undefined) return known;
    const content = "bytes" in value ? value.bytes : words(value.parts.map(put));
    const offset = written;
    const padding = Buffer.alloc((4 - (content.length % 4)) % 4);
    add(words([content.length, value.type]), Buffer.from(content), padding);
    offsets.set(value, offset);
    return offset;
  };
  const filled = tables.map(({ id, entries }) => {
    const rows = entries.map(([key, value]) => {
      const at = put(value);
      return [typeof key === "number" ? key : 0x8000_0000 + put(key), at, 0] as const;
    });
    return { id, rows: rows.toSorted(([one], [other]) => one - other) };
  });
  let offset = written;
  body[0] = words([offset]);
  for (const [at, { id, rows }] of filled.entries()) {
    offset += 20 + 12 * rows.length;
    const next = at + 1 < filled.length ? offset : 0;
    add(words([12 * rows.length + 12, 0xffff_fffe, id, next, rows.length]));
    add(words(rows.flat()));
  }
  const header = Buffer.alloc(headerBytes);
  header.write(magic, "latin1");
  for (const [at, word] of [headerBytes + written, version, headerBytes].entries())
    header.writeUInt32LE(word, 4 + 4 * at);
  return Buffer.concat([header, ...body]);
}

function words(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) buffer.writeUInt32LE(value, 4 * at);
  return buffer;
}
