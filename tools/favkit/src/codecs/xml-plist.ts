import { CodecFault } from "./codec-fault.ts";
import { interning } from "./interning.ts";
import { DEPTH_MAX, objectLimits, type Plist, type PlistDocument, refuseLarge } from "./plist.ts";
import { type Tag, type XmlCursor, xmlCursor } from "./xml-cursor.ts";
import { dataOf, dateOf, integerOf, realOf } from "./xml-scalars.ts";

/** Whether the bytes begin as XML does. */
function isXmlPlist(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 256))
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  return start.trimStart().startsWith("<");
}

/**
 * Reads an XML property list in UTF-8. References of keyed archives stand there as `{ "CF$UID": n }`. Nothing is
 * fetched and nothing expanded: a document type is passed over, one with definitions of its own is refused, and of
 * entities there are the five of XML and numbers. Equal scalars become one node, as in a binary file.
 * Throws `CodecFault`.
 */
export function readXmlPlist(bytes: Uint8Array): PlistDocument {
  refuseLarge(bytes);
  if (!isXmlPlist(bytes))
    throw new CodecFault("not_a_property_list", 0, "neither a binary property list nor XML");
  const cursor = xmlCursor(bytes);
  const reading: Reading = {
    cursor,
    intern: interning(),
    offsets: new Map(),
    left: { elements: objectLimits(bytes.length).objectsMax },
  };
  const plist = cursor.tag();
  if (plist.name !== "plist" || plist.form !== "open")
    throw new CodecFault("not_a_property_list", plist.offset, "the first element is no <plist>");
  const root = readElement(reading, cursor.tag(), 0);
  closed(cursor, "plist");
  cursor.end();
  return { root, offsetOf: (node) => reading.offsets.get(node) ?? 0 };
}

type Reading = {
  readonly cursor: XmlCursor;
  readonly intern: ReturnType<typeof interning>;
  /** Where each container begins. */
  readonly offsets: Map<Plist, number>;
  readonly left: { elements: number };
};

function readElement(reading: Reading, tag: Tag, depth: number): Plist {
  if (tag.form === "close") throw misplaced(tag);
  if (depth > DEPTH_MAX)
    throw new CodecFault("too_deep", tag.offset, `elements more than ${DEPTH_MAX} deep`);
  reading.left.elements -= 1;
  if (reading.left.elements < 0)
    throw new CodecFault("too_large", tag.offset, "too many elements for a file of this size");
  if (tag.name === "dict" || tag.name === "array") {
    const parts = tag.form === "open" ? readParts(reading, tag, depth) : [];
    const node = tag.name === "array" ? arrayOf(parts) : dictionaryOf(parts, tag);
    reading.offsets.set(node, tag.offset);
    return node;
  }
  return reading.intern(scalar(reading.cursor, tag));
}

/** The parts of a container up to its end; a key is a part too. */
function readParts(reading: Reading, container: Tag, depth: number): readonly Part[] {
  const parts: Part[] = [];
  for (;;) {
    const tag = reading.cursor.tag();
    if (tag.form === "close" && tag.name === container.name) return parts;
    parts.push({ isKey: tag.name === "key", node: readElement(reading, tag, depth + 1), tag });
  }
}

type Part = { readonly isKey: boolean; readonly node: Plist; readonly tag: Tag };

function arrayOf(parts: readonly Part[]): Plist {
  const key = parts.find(({ isKey }) => isKey);
  if (key !== undefined) throw misplaced(key.tag);
  return { kind: "array", type: 0xa0, items: parts.map(({ node }) => node) };
}

function dictionaryOf(parts: readonly Part[], tag: Tag): Plist {
  const wrong = parts.find(({ isKey }, at) => isKey !== (at % 2 === 0));
  if (wrong !== undefined) throw misplaced(wrong.tag);
  if (parts.length % 2 === 1)
    throw new CodecFault("bad_xml", tag.offset, "a <dict> with a <key> but no value for it");
  const keys = parts.filter(({ isKey }) => isKey).map(({ node }) => node);
  const values = parts.filter(({ isKey }) => !isKey).map(({ node }) => node);
  return uidOf(keys, values) ?? { kind: "dictionary", keys, values };
}

function uidOf([key, ...more]: readonly Plist[], [value]: readonly Plist[]): Plist | undefined {
  const isUid = more.length === 0 && key?.kind === "string" && key.value === "CF$UID";
  if (!isUid || value?.kind !== "integer") return undefined;
  const uid = Number(value.value);
  return uid >= 0 && uid <= 0xffff_ffff ? { kind: "uid", value: uid } : undefined;
}

function scalar(cursor: XmlCursor, tag: Tag): Plist {
  const text = tag.form === "open" ? cursor.text() : "";
  if (tag.form === "open") closed(cursor, tag.name);
  const node = SCALARS.get(tag.name)?.(text);
  if (node === undefined)
    throw new CodecFault("bad_xml", tag.offset, `<${tag.name}> is no value of a property list`);
  return node;
}

const SCALARS: ReadonlyMap<string, (text: string) => Plist | undefined> = new Map([
  ["key", (value) => ({ kind: "string", value })],
  ["string", (value) => ({ kind: "string", value })],
  ["integer", integerOf],
  ["real", realOf],
  ["date", dateOf],
  ["data", dataOf],
  ["true", () => ({ kind: "boolean", value: true })],
  ["false", () => ({ kind: "boolean", value: false })],
]);

function closed(cursor: XmlCursor, name: string): void {
  const tag = cursor.tag();
  if (tag.form !== "close" || tag.name !== name) throw misplaced(tag);
}

function misplaced({ form, name, offset }: Tag): CodecFault {
  const text = form === "close" ? `</${name}>` : `<${name}>`;
  return new CodecFault("bad_xml", offset, `${text} in the wrong place`);
}
