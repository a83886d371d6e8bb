import { CodecFault } from "./codec-fault.ts";
import { DEPTH_MAX, objectLimits, type Plist, type PlistDocument, refuseLarge } from "./plist.ts";

const MAGIC = "bplist0";
const HEADER_BYTES = 8;
const TRAILER_BYTES = 32;
/** Offsets and references have up to eight bytes; more than four would lead out of any file that is read. */
const INTEGER_BYTES_MAX = 8;

/** Whether the bytes begin as a binary property list. */
export function isBinaryPlist(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, MAGIC.length)).toString("latin1") === MAGIC;
}

/**
 * Reads a binary property list: one node per object, shared wherever the file shares it, but for references of keyed
 * archives (UIDs), which the writer places anew. Takes time and memory in proportion to the bytes, whatever they say.
 * Throws `CodecFault`.
 */
export function readBinaryPlist(bytes: Uint8Array): PlistDocument {
  refuseLarge(bytes);
  if (!isBinaryPlist(bytes)) throw new CodecFault("not_a_property_list", 0, "no bplist00");
  const reading = readTrailer(bytes);
  const root = nodeAt(reading, reading.top, 0);
  return {
    root,
    offsetOf(node) {
      const index = reading.nodes.indexOf(node);
      return index < 0 ? 0 : offsetOf(reading, index);
    },
  };
}

type Reading = {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly buffer: Buffer;
  readonly offsetBytes: number;
  readonly referenceBytes: number;
  readonly count: number;
  readonly top: number;
  /** The offset table, where objects end. */
  readonly table: number;
  readonly nodes: (Plist | undefined)[];
  /** What is left of the bytes and references that objects may claim together. */
  readonly left: { bytes: number; references: number };
};

/** Stands in for a container whose parts are being read. */
const UNFINISHED: Plist = { kind: "null" };

function readTrailer(bytes: Uint8Array): Reading {
  const trailer = bytes.length - TRAILER_BYTES;
  if (trailer <= HEADER_BYTES)
    throw new CodecFault("outside_bytes", bytes.length, "too short for a binary property list");
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsetBytes = integerBytes(view, trailer + 6);
  const referenceBytes = integerBytes(view, trailer + 7);
  const count = unsigned(view, trailer + 8, 8);
  const top = unsigned(view, trailer + 16, 8);
  const table = unsigned(view, trailer + 24, 8);
  const sizes = { offsetBytes, referenceBytes, count, top, table };
  checkTrailer(sizes, trailer);
  const { objectsMax, referencesMax } = objectLimits(bytes.length);
  if (count > objectsMax)
    throw new CodecFault("too_large", trailer + 8, `${count} objects, more than ${objectsMax}`);
  const nodes: (Plist | undefined)[] = [];
  nodes.length = count;
  const left = { bytes: bytes.length, references: referencesMax };
  return { bytes, view, buffer, ...sizes, nodes, left };
}

function integerBytes(view: DataView, offset: number): number {
  const size = view.getUint8(offset);
  if (size >= 1 && size <= INTEGER_BYTES_MAX) return size;
  throw new CodecFault("bad_object", offset, `integers of ${size} bytes`);
}

type Sizes = Pick<Reading, "offsetBytes" | "count" | "top" | "table">;

function checkTrailer({ offsetBytes, count, top, table }: Sizes, trailer: number): void {
  const outside = (at: number, reason: string) =>
    new CodecFault("outside_bytes", trailer + at, reason);
  if (table <= HEADER_BYTES || table > trailer)
    throw outside(24, "the offset table is not in the file");
  if (count < 1 || count * offsetBytes > trailer - table)
    throw outside(8, `no room for the offsets of ${count} objects`);
  if (top >= count) throw outside(16, `the top object ${top} is none of ${count}`);
}

function offsetOf({ view, table, offsetBytes }: Reading, index: number): number {
  return unsigned(view, table + index * offsetBytes, offsetBytes);
}

function nodeAt(reading: Reading, index: number, depth: number): Plist {
  const { nodes } = reading;
  const known = nodes[index];
  const offset = known === undefined || known === UNFINISHED ? offsetOf(reading, index) : 0;
  if (known === UNFINISHED) throw new CodecFault("cycle", offset, `object ${index} holds itself`);
  if (known !== undefined) return known;
  if (depth > DEPTH_MAX)
    throw new CodecFault("too_deep", offset, `containers more than ${DEPTH_MAX} deep`);
  if (offset < HEADER_BYTES || offset >= reading.table)
    throw new CodecFault(
      "outside_bytes",
      reading.table + index * reading.offsetBytes,
      `object ${index} would be at ${offset}`,
    );
  nodes[index] = UNFINISHED;
  const node = readObject(reading, offset, depth);
  nodes[index] = node;
  return node;
}

function readObject(reading: Reading, offset: number, depth: number): Plist {
  const marker = reading.buffer.readUInt8(offset);
  const low = marker & 0x0f;
  switch (marker & 0xf0) {
    case 0x00:
      return singleton(offset, marker);
    case 0x10:
      return integer(reading, offset, low);
    case 0x20:
    case 0x30:
      return floating(reading, offset, marker);
    case 0x80:
      return uid(reading, offset, low + 1);
    case 0xa0:
    case 0xb0:
    case 0xc0:
    case 0xd0:
      return container(reading, offset, depth);
    default:
      return sized(reading, offset, marker & 0xf0);
  }
}

const SINGLETONS: Readonly<Record<number, Plist>> = {
  0x00: { kind: "null" },
  0x08: { kind: "boolean", value: false },
  0x09: { kind: "boolean", value: true },
};

function singleton(offset: number, marker: number): Plist {
  const node = SINGLETONS[marker];
  if (node === undefined) throw unknownMarker(offset, marker);
  // A copy, since two objects of a file are two nodes.
  return { ...node };
}

function unknownMarker(offset: number, marker: number): CodecFault {
  return new CodecFault("bad_object", offset, `unknown object 0x${marker.toString(16)}`);
}

/** Source of the sizes: up to four bytes are unsigned, eight and sixteen are signed. */
function integer(reading: Reading, offset: number, power: number): Plist {
  if (power > 4) throw unknownMarker(offset, 0x10 | power);
  const size = 2 ** power;
  claim(reading, offset, 1 + size);
  const at = offset + 1;
  if (size <= 4) return { kind: "integer", value: unsigned(reading.view, at, size) };
  const low = reading.view.getBigInt64(at + size - 8);
  const big = size === 8 ? low : (reading.view.getBigInt64(at) << 64n) | BigInt.asUintN(64, low);
  const value = Number(big);
  return { kind: "integer", value: Number.isSafeInteger(value) ? value : big };
}

function floating(reading: Reading, offset: number, marker: number): Plist {
  const { view } = reading;
  const isDate = marker === 0x33;
  if (!isDate && marker !== 0x22 && marker !== 0x23) throw unknownMarker(offset, marker);
  const bytes = marker === 0x22 ? 4 : 8;
  claim(reading, offset, 1 + bytes);
  const value = bytes === 4 ? view.getFloat32(offset + 1) : view.getFloat64(offset + 1);
  return isDate ? { kind: "date", value } : { kind: "real", value, bytes };
}

function uid(reading: Reading, offset: number, size: number): Plist {
  if (size > INTEGER_BYTES_MAX) throw unknownMarker(offset, 0x7f + size);
  claim(reading, offset, 1 + size);
  return { kind: "uid", value: unsigned(reading.view, offset + 1, size) };
}

/** Strings and data: a count, then as many units. */
function sized(reading: Reading, offset: number, type: number): Plist {
  const { count, start } = countAt(reading, offset);
  switch (type) {
    case 0x40: {
      claim(reading, offset, start - offset + count);
      return { kind: "data", value: reading.bytes.subarray(start, start + count) };
    }
    case 0x50: {
      claim(reading, offset, start - offset + count);
      return { kind: "string", value: reading.buffer.toString("latin1", start, start + count) };
    }
    case 0x60: {
      claim(reading, offset, start - offset + 2 * count);
      return { kind: "string", value: wideText(reading, start, count) };
    }
    default:
      throw unknownMarker(offset, type);
  }
}

function wideText({ bytes }: Reading, start: number, count: number): string {
  // Node decodes UTF-16 in little-endian order only. Lone surrogates pass, as they must to be written again.
  const copy = Buffer.from(bytes.subarray(start, start + 2 * count));
  return copy.swap16().toString("utf16le");
}

function container(reading: Reading, offset: number, depth: number): Plist {
  const type = reading.buffer.readUInt8(offset) & 0xf0;
  const { count, start } = countAt(reading, offset);
  const references = type === 0xd0 ? 2 * count : count;
  claim(reading, offset, start - offset + references * reading.referenceBytes);
  reading.left.references -= references;
  if (reading.left.references < 0)
    throw new CodecFault("too_large", offset, "too many references for a file of this size");
  const parts: Plist[] = [];
  for (let at = 0; at < references; at += 1) {
    const place = start + at * reading.referenceBytes;
    const index = unsigned(reading.view, place, reading.referenceBytes);
    if (index >= reading.count)
      throw new CodecFault("outside_bytes", place, `object ${index} is none of ${reading.count}`);
    parts.push(nodeAt(reading, index, depth + 1));
  }
  if (type === 0xd0)
    return { kind: "dictionary", keys: parts.slice(0, count), values: parts.slice(count) };
  return { kind: "array", type: type === 0xa0 ? 0xa0 : type === 0xb0 ? 0xb0 : 0xc0, items: parts };
}

/** The count of an object and where its content starts: in the marker, or from 15 on as an integer behind it. */
function countAt(
  reading: Reading,
  offset: number,
): { readonly count: number; readonly start: number } {
  const { buffer, view, table } = reading;
  const count = buffer.readUInt8(offset) & 0x0f;
  if (count < 15) return { count, start: offset + 1 };
  const marker = offset + 1 < table ? buffer.readUInt8(offset + 1) : 0;
  const power = marker & 0x0f;
  if ((marker & 0xf0) !== 0x10 || power > 3)
    throw new CodecFault("bad_object", offset + 1, "a count that is no integer");
  const start = offset + 2 + 2 ** power;
  if (start > table)
    throw new CodecFault("outside_bytes", offset + 1, "a count beyond the objects");
  return { count: unsigned(view, offset + 2, 2 ** power), start };
}

/** Objects lie before the offset table, and no two of them in the same place. */
function claim({ left, table }: Reading, offset: number, bytes: number): void {
  if (offset + bytes > table)
    throw new CodecFault("outside_bytes", offset, `an object of ${bytes} bytes`);
  left.bytes -= bytes;
  if (left.bytes < 0) throw new CodecFault("overlap", offset, "objects claim the same bytes");
}

/** Big-endian. Beyond 2^53 the value is not exact, but outside of any file all the same. */
function unsigned(view: DataView, offset: number, size: number): number {
  if (size === 1) return view.getUint8(offset);
  if (size === 2) return view.getUint16(offset);
  if (size === 4) return view.getUint32(offset);
  let value = 0;
  for (let at = 0; at < size; at += 1) value = value * 256 + view.getUint8(offset + at);
  return value;
}
