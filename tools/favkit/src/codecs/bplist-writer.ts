import { byteSink, type ByteSink } from "./byte-sink.ts";
import { DEPTH_MAX, type Plist } from "./plist.ts";

/**
 * Writes a binary property list as Apple's archiver does, byte for byte. Objects are numbered depth first, a
 * dictionary's keys before its values. A node is stored once. A UID is the exception: each reference stores one more
 * object, yet all references of a value point to its first. Throws `RangeError` for a node that holds itself.
 */
export function writeBinaryPlist(root: Plist): Uint8Array {
  const numbering: Numbering = { order: [], numbers: new Map(), uids: new Map() };
  number(numbering, root, 0);
  const count = numbering.order.length;
  const sink = byteSink(32 * count);
  sink.latin1("bplist00");
  const referenceBytes = bytesFor(count);
  const offsets = numbering.order.map((node) => {
    const offset = sink.length;
    if (node.kind === "array" || node.kind === "dictionary")
      writeContainer(sink, node, { numbering, referenceBytes });
    else writeScalar(sink, node);
    return offset;
  });
  const table = sink.length;
  const offsetBytes = bytesFor(table);
  sink.bigEndianAll(offsets, offsetBytes);
  sink.append(Uint8Array.of(0, 0, 0, 0, 0, 0, offsetBytes, referenceBytes));
  for (const value of [count, 0, table]) sink.bigEndian(value, 8);
  return sink.bytes();
}

type Numbering = {
  /** The objects in the order of the file, UIDs once for each reference. */
  readonly order: Plist[];
  readonly numbers: Map<Plist, number>;
  /** The first object of each UID. */
  readonly uids: Map<number, number>;
};

function number(numbering: Numbering, node: Plist, depth: number): void {
  const { order, numbers, uids } = numbering;
  if (depth > DEPTH_MAX) throw new RangeError(`containers more than ${DEPTH_MAX} deep`);
  if (node.kind === "uid") {
    if (!uids.has(node.value)) uids.set(node.value, order.length);
    order.push(node);
    return;
  }
  if (numbers.has(node)) return;
  numbers.set(node, order.length);
  order.push(node);
  if (node.kind === "array") numberAll(numbering, node.items, depth + 1);
  if (node.kind !== "dictionary") return;
  numberAll(numbering, node.keys, depth + 1);
  numberAll(numbering, node.values, depth + 1);
}

function numberAll(numbering: Numbering, nodes: readonly Plist[], depth: number): void {
  for (const node of nodes) number(numbering, node, depth);
}

type Container = Extract<Plist, { readonly kind: "array" | "dictionary" }>;
type References = { readonly numbering: Numbering; readonly referenceBytes: number };

function writeContainer(sink: ByteSink, node: Container, references: References): void {
  if (node.kind === "array") {
    writeHead(sink, node.type, node.items.length);
    writeReferences(sink, node.items, references);
    return;
  }
  writeHead(sink, 0xd0, node.keys.length);
  writeReferences(sink, node.keys, references);
  writeReferences(sink, node.values, references);
}

function writeReferences(
  sink: ByteSink,
  nodes: readonly Plist[],
  { numbering, referenceBytes }: References,
): void {
  const { numbers, uids } = numbering;
  const known = nodes.map(
    (node) => (node.kind === "uid" ? uids.get(node.value) : numbers.get(node)) ?? 0,
  );
  sink.bigEndianAll(known, referenceBytes);
}

function writeScalar(sink: ByteSink, node: Exclude<Plist, Container>): void {
  switch (node.kind) {
    case "null":
      return sink.bigEndian(0x00, 1);
    case "boolean":
      return sink.bigEndian(node.value ? 0x09 : 0x08, 1);
    case "integer":
      return writeInteger(sink, node.value);
    case "real":
      return writeReal(sink, node);
    case "date":
      sink.bigEndian(0x33, 1);
      return sink.float64(node.value);
    case "data":
      writeHead(sink, 0x40, node.value.length);
      return sink.append(node.value);
    case "string":
      return writeString(sink, node.value);
    case "uid":
      return writeUid(sink, node.value);
    default:
      return node satisfies never;
  }
}

function writeUid(sink: ByteSink, value: number): void {
  const size = bytesFor(value);
  // Marker and number in one, since most objects of a file are these.
  if (size === 1) return sink.bigEndian(0x8000 | value, 2);
  sink.bigEndian(0x80 | (size - 1), 1);
  sink.bigEndian(value, size);
}

function writeReal(sink: ByteSink, { value, bytes }: Extract<Plist, { kind: "real" }>): void {
  sink.bigEndian(bytes === 4 ? 0x22 : 0x23, 1);
  if (bytes === 8) return sink.float64(value);
  const single = new DataView(new ArrayBuffer(4));
  single.setFloat32(0, value);
  sink.append(new Uint8Array(single.buffer));
}

const SIGNED_64_MAX = 2n ** 63n - 1n;

/** Negative numbers take eight bytes; what eight signed bytes cannot hold takes sixteen. */
function writeInteger(sink: ByteSink, value: number | bigint): void {
  if (value >= 0 && value <= 0xffff_ffff) {
    const size = bytesFor(Number(value));
    sink.bigEndian(0x10 | Math.log2(size), 1);
    return sink.bigEndian(value, size);
  }
  const big = BigInt(value);
  const isWide = big > SIGNED_64_MAX || big < -SIGNED_64_MAX - 1n;
  sink.bigEndian(isWide ? 0x14 : 0x13, 1);
  if (isWide) sink.bigEndian(big >> 64n, 8);
  sink.bigEndian(big, 8);
}

function writeString(sink: ByteSink, text: string): void {
  // Control characters are ASCII as well.
  // oxlint-disable-next-line no-control-regex -- the range of ASCII begins at NUL
  if (/^[\0-\x7f]*$/.test(text)) {
    writeHead(sink, 0x50, text.length);
    return sink.latin1(text);
  }
  writeHead(sink, 0x60, text.length);
  sink.utf16BigEndian(text);
}

/** The marker of an object with a count, which is an integer of its own from 15 on. */
function writeHead(sink: ByteSink, type: number, count: number): void {
  sink.bigEndian(type | Math.min(count, 15), 1);
  if (count >= 15) writeInteger(sink, count);
}

function bytesFor(value: number): 1 | 2 | 4 | 8 {
  if (value < 0x100) return 1;
  if (value < 0x1_0000) return 2;
  return value <= 0xffff_ffff ? 4 : 8;
}
