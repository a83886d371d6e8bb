import { FILE_FLAG } from "./bookmark-location.ts";
import { textIn } from "./bookmark-reader.ts";
import {
  type BookmarkBlob,
  type BookmarkEntry,
  type BookmarkRecord,
  type BookmarkSegment,
  type BookmarkToc,
  KEY,
  RECORD,
} from "./bookmark.ts";

/** The two generations in use: up to macOS 15, and macOS 26. */
export type BookmarkGeneration = "macos12" | "macos26";

/** What a new bookmark leads to. */
export type BookmarkTarget =
  /** A special URL or one of a server, which stands in the bookmark as a text. */
  { readonly url: string } | { readonly path: string; readonly kind: "folder" | "file" | "volume" };

const GENERATIONS: Readonly<
  Record<BookmarkGeneration, readonly [version: number, header: number]>
> = { macos12: [0x1004_0000, 48], macos26: [0x1005_0000, 64] };

/** Source: every real bookmark has these options. */
const CREATION_OPTIONS = 0x2000_0000;
/** The flags that were looked up, and a third word, as in every real bookmark of a file. */
const FILE_MASK = 0x21f;
const FILE_THIRD = 0x21a;
/** The first table has this id in every real bookmark. */
const FIRST_TOC = 1;

/** Fields that describe a volume and not the file on it. */
const INHERITED = [
  KEY.volumeName,
  KEY.volumeSize,
  KEY.volumeUuid,
  KEY.volumeCreated,
  KEY.volumeProperties,
] as const;

/** What a new bookmark is made of besides its target. */
export type BookmarkOrigin = {
  readonly generation: BookmarkGeneration;
  /** A bookmark whose volume fields are taken over when the new path lies on the same volume. */
  readonly like?: BookmarkBlob | undefined;
};

/**
 * Makes the least bookmark that leads somewhere: without the system there are no inodes and dates of the real file, so
 * it names path, volume and display name and leaves the rest to be repaired. That the system does so was not verified
 * on hardware. Throws `RangeError` for a path that is not absolute.
 */
export function buildBookmark(target: BookmarkTarget, origin: BookmarkOrigin): BookmarkBlob {
  const building: Building = { segments: [], known: new Map(), entries: [] };
  entry(building, KEY.creationOptions, int32(CREATION_OPTIONS));
  if ("url" in target) entry(building, KEY.url, leaf(RECORD.string, Buffer.from(target.url)));
  else describeFile(building, target, origin.like);
  const toc: BookmarkToc = {
    id: FIRST_TOC,
    // The system searches them by halves.
    entries: building.entries.toSorted((one, other) => Number(one.key) - Number(other.key)),
  };
  return {
    header: header(origin.generation),
    lead: new Uint8Array(),
    segments: [...building.segments, { content: toc }],
    tocs: [toc],
    trail: new Uint8Array(),
  };
}

type Building = {
  readonly segments: BookmarkSegment[];
  /** Equal values are stored once. */
  readonly known: Map<string, BookmarkRecord>;
  readonly entries: BookmarkEntry[];
};

type FileTarget = Extract<BookmarkTarget, { readonly path: string }>;

function describeFile(building: Building, target: FileTarget, like?: BookmarkBlob): void {
  const { path, kind } = target;
  if (!path.startsWith("/")) throw new RangeError(`not an absolute path: ${path}`);
  const parts = path.split("/").filter((part) => part !== "");
  const volume = volumeOf(path, like);
  const records = parts.map((part) => stored(building, leaf(RECORD.string, Buffer.from(part))));
  entry(building, KEY.pathParts, { type: RECORD.array, data: new Uint8Array(), parts: records });
  entry(building, KEY.fileProperties, fileProperties(kind));
  entry(building, KEY.volumeUrl, leaf(RECORD.url, Buffer.from(folderUrl(volume.path))));
  for (const [key, value] of volume.fields) entry(building, key, value);
  entry(building, KEY.volumePath, leaf(RECORD.string, Buffer.from(volume.path)));
  entry(building, KEY.volumeIsRoot, truth(volume.path === "/"));
  const name = parts.at(-1) ?? textIn(new Map(volume.fields).get(KEY.volumeName));
  if (name !== undefined) entry(building, KEY.displayName, leaf(RECORD.string, Buffer.from(name)));
  entry(building, KEY.isFile, truth(true));
}

type Volume = {
  readonly path: string;
  readonly fields: readonly (readonly [number, BookmarkRecord])[];
};

/** The volume a path lies on: `/Volumes/NAME` by custom, otherwise the one the system started from. */
function volumeOf(path: string, like: BookmarkBlob | undefined): Volume {
  const mount = /^\/Volumes\/[^/]+/.exec(path)?.[0] ?? "/";
  const values = new Map(like?.tocs[0]?.entries.map(({ key, value }) => [key, value]));
  if (textIn(values.get(KEY.volumePath)) !== mount) return { path: mount, fields: named(mount) };
  const fields = INHERITED.flatMap((key): [number, BookmarkRecord][] => {
    const value = values.get(key);
    return value === undefined || value.parts.length > 0 ? [] : [[key, value]];
  });
  return { path: mount, fields };
}

function named(mount: string): Volume["fields"] {
  const name = mount.slice("/Volumes/".length);
  return name === "" ? [] : [[KEY.volumeName, leaf(RECORD.string, Buffer.from(name))]];
}

function folderUrl(path: string): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `file://${encoded}${path === "/" ? "" : "/"}`;
}

function fileProperties(kind: FileTarget["kind"]): BookmarkRecord {
  const { regular, directory, volume } = FILE_FLAG;
  const flags = { file: regular, folder: directory, volume: directory | volume }[kind];
  const data = Buffer.alloc(24);
  for (const [at, value] of [flags, FILE_MASK, FILE_THIRD].entries())
    data.writeUInt32LE(value, 8 * at);
  return leaf(RECORD.data, data);
}

function entry(building: Building, key: number, value: BookmarkRecord): void {
  building.entries.push({ key, value: stored(building, value), reserved: 0 });
}

/** The record as it is stored: an equal one that is there already, or itself. */
function stored({ known, segments }: Building, record: BookmarkRecord): BookmarkRecord {
  if (record.parts.length > 0) {
    segments.push({ content: record });
    return record;
  }
  const name = `${record.type} ${Buffer.from(record.data).toString("latin1")}`;
  const equal = known.get(name);
  if (equal !== undefined) return equal;
  known.set(name, record);
  segments.push({ content: record });
  return record;
}

function header(generation: BookmarkGeneration): Uint8Array {
  const [version, length] = GENERATIONS[generation];
  const bytes = Buffer.alloc(length);
  bytes.write("book", "latin1");
  bytes.writeUInt32LE(version, 8);
  bytes.writeUInt32LE(length, 12);
  return bytes;
}

function leaf(type: number, data: Uint8Array): BookmarkRecord {
  return { type, data, parts: [] };
}

function int32(value: number): BookmarkRecord {
  const data = Buffer.alloc(4);
  data.writeInt32LE(value);
  return leaf(RECORD.int32, data);
}

function truth(isTrue: boolean): BookmarkRecord {
  return leaf(isTrue ? RECORD.true : RECORD.false, new Uint8Array());
}
