import {
  type BookmarkBlob,
  type BookmarkEntry,
  type BookmarkRecord,
  type BookmarkSegment,
  type BookmarkToc,
  HEADER_BYTES_MIN,
  isContainer,
  NAMED_KEY,
  RECORD,
  TOC_MARK,
} from "./bookmark.ts";
import { CodecFault } from "./codec-fault.ts";
import { DEPTH_MAX } from "./plist.ts";

const MAGICS: ReadonlySet<string> = new Set(["book", "alis"]);
const RECORD_HEAD_BYTES = 8;
const TOC_HEAD_BYTES = 20;
const ENTRY_BYTES = 12;
/** The offset of the first table stands before the first segment. */
const FIRST_OFFSET = 4;

/**
 * Takes a bookmark apart. Whatever its generation, offsets count from the end of the header, whose length it declares.
 * Throws `CodecFault` when it is none, leads out of its bytes, holds itself or claims bytes twice.
 */
export function readBookmark(bytes: Uint8Array): BookmarkBlob {
  const reading = readHeader(bytes);
  const tocs = readTocs(reading);
  const { segments, lead } = layOut(reading);
  const { start, end } = reading;
  return {
    header: bytes.subarray(0, start),
    lead,
    segments,
    tocs,
    trail: bytes.subarray(end),
  };
}

type Claim = { readonly offset: number; readonly end: number };

type Reading = {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where offsets count from. */
  readonly start: number;
  readonly end: number;
  /** Records by their offsets; undefined while one is being read. */
  readonly records: Map<number, BookmarkRecord | undefined>;
  readonly claims: (Claim & { readonly content: BookmarkRecord | BookmarkToc })[];
  readonly left: { bytes: number };
};

function readHeader(bytes: Uint8Array): Reading {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = Buffer.from(bytes.subarray(0, 4)).toString("latin1");
  if (!MAGICS.has(magic) || bytes.length < HEADER_BYTES_MIN)
    throw new CodecFault("not_a_bookmark", 0, "no bookmark");
  const end = view.getUint32(4, true);
  const start = view.getUint32(12, true);
  if (end > bytes.length) throw new CodecFault("outside_bytes", 4, `${end} bytes declared`);
  if (start < HEADER_BYTES_MIN || start + FIRST_OFFSET > end)
    throw new CodecFault("outside_bytes", 12, `a header of ${start} bytes`);
  return { bytes, view, start, end, records: new Map(), claims: [], left: { bytes: end - start } };
}

/** The word at an offset, and the offset in the whole bytes for messages. */
function word({ view, start, end }: Reading, offset: number): number {
  if (start + offset + 4 > end)
    throw new CodecFault("outside_bytes", start + offset, "the bookmark ends here");
  return view.getUint32(start + offset, true);
}

/** Notes what lies where. Nothing is claimed twice, so that all together costs no more than the bytes. */
function claim(reading: Reading, { offset, end }: Claim): void {
  const { start, left } = reading;
  if (offset < FIRST_OFFSET || start + end > reading.end)
    throw new CodecFault("outside_bytes", start + offset, `${end - offset} bytes at ${offset}`);
  left.bytes -= end - offset;
  if (left.bytes < 0) throw new CodecFault("overlap", start + offset, "bytes claimed twice");
}

function readTocs(reading: Reading): readonly BookmarkToc[] {
  const tocs: BookmarkToc[] = [];
  const seen = new Set<number>();
  let offset = word(reading, 0);
  while (offset !== 0) {
    if (seen.has(offset))
      throw new CodecFault("cycle", reading.start + offset, "a table that follows itself");
    seen.add(offset);
    tocs.push(readToc(reading, offset));
    offset = word(reading, offset + 12);
  }
  return tocs;
}

function readToc(reading: Reading, offset: number): BookmarkToc {
  if (word(reading, offset + 4) !== TOC_MARK)
    throw new CodecFault("bad_object", reading.start + offset + 4, "no table of contents");
  const size = word(reading, offset);
  const count = word(reading, offset + 16);
  const end = offset + TOC_HEAD_BYTES + count * ENTRY_BYTES;
  claim(reading, { offset, end });
  const entries: BookmarkEntry[] = [];
  for (let place = offset + TOC_HEAD_BYTES; place < end; place += ENTRY_BYTES) {
    const key = word(reading, place);
    entries.push({
      key: key >= NAMED_KEY ? recordAt(reading, key - NAMED_KEY, 0) : key,
      value: recordAt(reading, word(reading, place + 4), 0),
      reserved: word(reading, place + 8),
    });
  }
  const toc = { id: word(reading, offset + 8), entries };
  const content = size === usualTocSize(count) ? toc : { ...toc, declaredSize: size };
  reading.claims.push({ offset, end, content });
  return content;
}

/** The size a table declares: all of it but its first two words. */
export function usualTocSize(entries: number): number {
  return ENTRY_BYTES * entries + TOC_HEAD_BYTES - 8;
}

function recordAt(reading: Reading, offset: number, depth: number): BookmarkRecord {
  const { records, start } = reading;
  const known = records.get(offset);
  if (known !== undefined) return known;
  if (records.has(offset)) throw new CodecFault("cycle", start + offset, "a record holds itself");
  if (depth > DEPTH_MAX)
    throw new CodecFault("too_deep", start + offset, `records more than ${DEPTH_MAX} deep`);
  records.set(offset, undefined);
  const length = word(reading, offset);
  const type = word(reading, offset + 4);
  const dataAt = offset + RECORD_HEAD_BYTES;
  const end = dataAt + length;
  claim(reading, { offset, end });
  const record = isContainer(type)
    ? { type, data: NOTHING, parts: readParts(reading, { offset: dataAt, end }, depth) }
    : { type, data: dataIn(reading, start + dataAt, start + end), parts: NO_PARTS };
  records.set(offset, record);
  reading.claims.push({ offset, end, content: record });
  return record;
}

const NOTHING = new Uint8Array();
const NO_PARTS: readonly BookmarkRecord[] = [];

function dataIn({ bytes }: Reading, start: number, end: number): Uint8Array {
  return start === end ? NOTHING : bytes.subarray(start, end);
}

function readParts(
  reading: Reading,
  { offset, end }: Claim,
  depth: number,
): readonly BookmarkRecord[] {
  const length = end - offset;
  if (length % 4 !== 0)
    throw new CodecFault("bad_object", reading.start + offset, `a container of ${length} bytes`);
  const parts: BookmarkRecord[] = [];
  for (let place = offset; place < end; place += 4)
    parts.push(recordAt(reading, word(reading, place), depth + 1));
  return parts;
}

/** Everything that was found, in the order of the bytes, with what lies between. */
function layOut(reading: Reading): Pick<BookmarkBlob, "segments" | "lead"> {
  const { bytes, start } = reading;
  const claims = reading.claims.toSorted((one, other) => one.offset - other.offset);
  const limit = reading.end - start;
  const segments = claims.map(({ content, end }, at): BookmarkSegment => {
    const next = claims[at + 1]?.offset ?? limit;
    if (next < end)
      throw new CodecFault("overlap", start + next, "two records claim the same bytes");
    if (isUsualGap(bytes, { start, end, next })) return { content };
    return { content, gap: bytes.subarray(start + end, start + next) };
  });
  const lead = bytes.subarray(start + FIRST_OFFSET, start + (claims[0]?.offset ?? limit));
  return { segments, lead };
}

type Gap = { readonly start: number; readonly end: number; readonly next: number };

/** Zeros up to the next multiple of four. */
function isUsualGap(bytes: Uint8Array, { start, end, next }: Gap): boolean {
  if (next - end !== padding(end)) return false;
  for (let at = start + end; at < start + next; at += 1) if (bytes[at] !== 0) return false;
  return true;
}

/** How many bytes are missing to the next multiple of four. */
export function padding(length: number): number {
  return -length & 3;
}

/** The text of a string or URL record; undefined for another type. */
export function textIn(record: BookmarkRecord | undefined): string | undefined {
  const isText = record?.type === RECORD.string || record?.type === RECORD.url;
  if (!isText) return undefined;
  const { buffer, byteOffset, byteLength } = record.data;
  return Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
}
