import { dateOfAppleTime } from "./apple-time.ts";
import type { ArchiveValue } from "./archive-value.ts";
import { readBookmark } from "./bookmark-reader.ts";
import {
  type BookmarkBlob,
  type BookmarkEntry,
  type BookmarkRecord,
  KEY,
  RECORD,
} from "./bookmark.ts";
import { isBinaryPlist } from "./bplist-reader.ts";
import { CodecFault } from "./codec-fault.ts";
import { openSflList, readPlist, type SflItem } from "./sfl-list.ts";
import { uuidText } from "./uuid-text.ts";

/** A value that JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** The most values in one bookmark: records may be shared, so that a small one can tell much. */
const VALUES_MAX = 65_536;

/** What a file of a list, or a bookmark by itself, says. Throws `CodecFault`. */
export async function decode(bytes: Uint8Array): Promise<Json> {
  if (isBookmark(bytes)) return bookmarkJson(readBookmark(bytes));
  const list = openSflList(await readPlist(bytes));
  return {
    format: isBinaryPlist(bytes) ? "binary" : "xml",
    generation: list.generation,
    items: list.items.map(itemJson),
    properties: valueJson(list.properties),
  };
}

/** Both kinds of files begin with four letters. */
function isBookmark(bytes: Uint8Array): boolean {
  const magic = Buffer.from(bytes.subarray(0, 4)).toString("latin1");
  return magic === "book" || magic === "alis";
}

function itemJson({ uuid, visibility, name, url, bookmark, properties }: SflItem): Json {
  return {
    uuid: uuid ?? null,
    visibility,
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { url }),
    customItemProperties: valueJson(properties),
    bookmark: bookmark === undefined ? null : tolerantly(bookmark),
  };
}

/** A bookmark that is broken is told by its bytes and by what is wrong with it. */
function tolerantly(bytes: Uint8Array): Json {
  try {
    return bookmarkJson(readBookmark(bytes));
  } catch (error) {
    if (!(error instanceof CodecFault)) throw error;
    return { fault: error.message, base64: base64(bytes) };
  }
}

function valueJson(value: ArchiveValue): Json {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return finite(value);
  return typeof value === "bigint" ? `${value}` : objectJson(value);
}

function objectJson(value: Extract<ArchiveValue, object>): Json {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return { base64: base64(value) };
  if (value instanceof Map) return mapJson(value);
  if ("className" in value) return { $class: value.className, ...mapJson(value.fields) };
  return "map" in value ? value.map(valueJson) : null;
}

function mapJson(map: ReadonlyMap<string, ArchiveValue>): { readonly [key: string]: Json } {
  return Object.fromEntries([...map].map(([key, value]) => [key, valueJson(value)]));
}

function bookmarkJson({ header, tocs }: BookmarkBlob): Json {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const spent = { values: 0 };
  return {
    version: hex(view.getUint32(8, true)),
    headerBytes: header.length,
    tables: tocs.map(({ id, entries }) => ({
      id,
      entries: entries.map((entry) => entryJson(entry, spent)),
    })),
  };
}

type Spent = { values: number };

const KEY_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(KEY).map(([name, key]) => [key, name]),
);

function entryJson({ key, value }: BookmarkEntry, spent: Spent): Json {
  const isNumber = typeof key === "number";
  const name = isNumber ? KEY_NAMES.get(key) : undefined;
  return {
    key: isNumber ? hex(key) : Buffer.from(key.data).toString("utf8"),
    ...(name === undefined ? {} : { name }),
    type: hex(value.type),
    value: recordJson(value, spent),
  };
}

type Scalar = (view: DataView, data: Uint8Array) => Json;

/** Little-endian, but dates. */
const SCALARS: ReadonlyMap<number, Scalar> = new Map<number, Scalar>([
  [RECORD.string, (_, data) => text(data)],
  [RECORD.url, (_, data) => text(data)],
  [RECORD.data, (_, data) => ({ base64: base64(data) })],
  [RECORD.int8, (view) => view.getInt8(0)],
  [RECORD.int16, (view) => view.getInt16(0, true)],
  [RECORD.int32, (view) => view.getInt32(0, true)],
  [RECORD.int64, (view) => integer(view.getBigInt64(0, true))],
  [RECORD.float32, (view) => finite(view.getFloat32(0, true))],
  [RECORD.float64, (view) => finite(view.getFloat64(0, true))],
  [RECORD.date, (view) => date(view.getFloat64(0, false))],
  [RECORD.false, () => false],
  [RECORD.true, () => true],
  [RECORD.uuid, (_, data) => (data.length === 16 ? uuidText(data) : { base64: base64(data) })],
  [RECORD.null, () => null],
]);

function recordJson(record: BookmarkRecord, spent: Spent): Json {
  spent.values += 1;
  if (spent.values > VALUES_MAX) {
    throw new CodecFault("too_large", 0, `a bookmark of more than ${VALUES_MAX} values`);
  }
  const { type, data, parts } = record;
  if (type === RECORD.array) return parts.map((part) => recordJson(part, spent));
  if (type === RECORD.dictionary) return pairsJson(parts, spent);
  if (type === RECORD.relativeUrl)
    return { relativeTo: parts.map((part) => recordJson(part, spent)) };
  const scalar = SCALARS.get(type);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  try {
    return scalar?.(view, data) ?? { base64: base64(data) };
  } catch (error) {
    // A number of too few bytes: not what the type says, but told all the same.
    if (error instanceof RangeError) return { base64: base64(data) };
    throw error;
  }
}

function pairsJson(parts: readonly BookmarkRecord[], spent: Spent): Json {
  const values = parts.map((part) => recordJson(part, spent));
  return values.flatMap((key, at) => (at % 2 === 0 ? [[key, values[at + 1] ?? null]] : []));
}

function integer(value: bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : `${value}`;
}

function finite(value: number): Json {
  return Number.isFinite(value) ? value : `${value}`;
}

function date(seconds: number): Json {
  return dateOfAppleTime(seconds)?.toISOString() ?? `${seconds}`;
}

function text(data: Uint8Array): string {
  return Buffer.from(data).toString("utf8");
}

function base64(data: Uint8Array): string {
  return Buffer.from(data).toString("base64");
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, "0")}`;
}
