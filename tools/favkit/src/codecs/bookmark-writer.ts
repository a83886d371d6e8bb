import { padding, usualTocSize } from "./bookmark-reader.ts";
import {
  type BookmarkBlob,
  type BookmarkRecord,
  type BookmarkToc,
  NAMED_KEY,
  TOC_MARK,
} from "./bookmark.ts";
import { byteSink, type ByteSink } from "./byte-sink.ts";

/**
 * Puts a bookmark together: segments one after the other, all offsets and sizes computed anew. A decoded bookmark that
 * was not changed has the bytes it had. Throws `RangeError` when a record is used before it is listed as a segment.
 */
export function writeBookmark(blob: BookmarkBlob): Uint8Array {
  const sink = byteSink(1024);
  const places: Places = { start: blob.header.length, records: new Map(), tocs: new Map() };
  sink.append(blob.header);
  sink.littleEndian32(0);
  sink.append(blob.lead);
  measure(blob, places);
  for (const { content, gap } of blob.segments) {
    if ("entries" in content) writeToc(sink, content, { blob, places });
    else writeRecord(sink, content, places);
    if (gap === undefined) sink.zeros(padding(sink.length - places.start));
    else sink.append(gap);
  }
  sink.patch32(4, sink.length);
  sink.patch32(places.start, offsetOf(places.tocs, blob.tocs[0]) ?? 0);
  sink.append(blob.trail);
  return sink.bytes();
}

/** Where everything comes to lie, counted from the end of the header. */
type Places = {
  readonly start: number;
  readonly records: Map<BookmarkRecord, number>;
  readonly tocs: Map<BookmarkToc, number>;
};

const FIRST_OFFSET = 4;

function measure({ lead, segments }: BookmarkBlob, { records, tocs }: Places): void {
  let offset = FIRST_OFFSET + lead.length;
  for (const { content, gap } of segments) {
    if ("entries" in content) tocs.set(content, offset);
    else records.set(content, offset);
    offset += sizeOf(content);
    offset += gap?.length ?? padding(offset);
  }
}

function sizeOf(content: BookmarkRecord | BookmarkToc): number {
  if ("entries" in content) return 8 + usualTocSize(content.entries.length);
  return 8 + content.data.length + 4 * content.parts.length;
}

function writeRecord(sink: ByteSink, record: BookmarkRecord, places: Places): void {
  sink.littleEndian32(record.data.length + 4 * record.parts.length);
  sink.littleEndian32(record.type);
  sink.append(record.data);
  for (const part of record.parts) sink.littleEndian32(placeOf(places, part));
}

type Whole = { readonly blob: BookmarkBlob; readonly places: Places };

function writeToc(sink: ByteSink, toc: BookmarkToc, { blob, places }: Whole): void {
  const next = blob.tocs[blob.tocs.indexOf(toc) + 1];
  sink.littleEndian32(toc.declaredSize ?? usualTocSize(toc.entries.length));
  sink.littleEndian32(TOC_MARK);
  sink.littleEndian32(toc.id);
  sink.littleEndian32(offsetOf(places.tocs, next) ?? 0);
  sink.littleEndian32(toc.entries.length);
  for (const { key, value, reserved } of toc.entries) {
    sink.littleEndian32(typeof key === "number" ? key : NAMED_KEY + placeOf(places, key));
    sink.littleEndian32(placeOf(places, value));
    sink.littleEndian32(reserved);
  }
}

function offsetOf<Content>(
  places: ReadonlyMap<Content, number>,
  content: Content | undefined,
): number | undefined {
  return content === undefined ? undefined : places.get(content);
}

function placeOf({ records }: Places, record: BookmarkRecord): number {
  const offset = records.get(record);
  if (offset === undefined) throw new RangeError("a record that is no segment of its bookmark");
  return offset;
}
