/** One value in a bookmark. Identity counts: a record is stored once, and all who refer to it share it. */
export type BookmarkRecord = {
  readonly type: number;
  /** The value's bytes as stored; of a container nothing, since its bytes are the offsets of its parts. */
  readonly data: Uint8Array;
  /** The parts of an array, of a dictionary (key, value, key, value …) or of a relative URL (base, relative). */
  readonly parts: readonly BookmarkRecord[];
};

/** A table of contents: what a bookmark says about one thing, such as its file or the volume that holds it. */
export type BookmarkToc = {
  readonly id: number;
  readonly entries: readonly BookmarkEntry[];
  /** The size it declares, where that is not 12 · entries + 12. */
  readonly declaredSize?: number;
};

/** A value under a key; keys of applications are texts, stored as records too. */
export type BookmarkEntry = {
  readonly key: number | BookmarkRecord;
  readonly value: BookmarkRecord;
  /** The third word, 0 wherever it was seen. */
  readonly reserved: number;
};

/** A record or a table where it lies, and the bytes up to the next one where they are not the usual zeros. */
export type BookmarkSegment = {
  readonly content: BookmarkRecord | BookmarkToc;
  readonly gap?: Uint8Array;
};

/** A bookmark taken apart, complete enough to be written again byte for byte. */
export type BookmarkBlob = {
  /** Everything up to where offsets count from; its length is the generation's: 48 up to macOS 12, 64 in macOS 26. */
  readonly header: Uint8Array;
  /** Bytes between the offset of the first table and the first segment; none in any file that was seen. */
  readonly lead: Uint8Array;
  readonly segments: readonly BookmarkSegment[];
  /** The tables in the order in which they name each other. */
  readonly tocs: readonly BookmarkToc[];
  /** Bytes behind the size that the header declares. */
  readonly trail: Uint8Array;
};

/** Types of records. */
export const RECORD = {
  string: 0x0101,
  data: 0x0201,
  int8: 0x0301,
  int16: 0x0302,
  int32: 0x0303,
  int64: 0x0304,
  float32: 0x0305,
  float64: 0x0306,
  date: 0x0400,
  false: 0x0500,
  true: 0x0501,
  array: 0x0601,
  dictionary: 0x0701,
  uuid: 0x0801,
  url: 0x0901,
  relativeUrl: 0x0902,
  null: 0x0a01,
} as const;

/** Keys of a table of contents, as far as they have a use here. */
export const KEY = {
  url: 0x1003,
  pathParts: 0x1004,
  fileProperties: 0x1010,
  containingVolumes: 0x2000,
  volumePath: 0x2002,
  volumeUrl: 0x2005,
  volumeName: 0x2010,
  volumeUuid: 0x2011,
  volumeSize: 0x2012,
  volumeCreated: 0x2013,
  volumeProperties: 0x2020,
  volumeIsRoot: 0x2030,
  volumeMountUrl: 0x2050,
  creationOptions: 0xd010,
  displayName: 0xf017,
  isFile: 0xf000f,
} as const;

/** The largest fixed part of a header: magic, size, version, length of the header. */
export const HEADER_BYTES_MIN = 16;
/** The word in each table behind its size. */
export const TOC_MARK = 0xffff_fffe;
/** Set in a key that is the offset of a text. */
export const NAMED_KEY = 0x8000_0000;

/** Whether a record's bytes are the offsets of its parts. */
export function isContainer(type: number): boolean {
  return type === RECORD.array || type === RECORD.dictionary || type === RECORD.relativeUrl;
}
