import { textIn } from "./bookmark-reader.ts";
import { type BookmarkBlob, type BookmarkRecord, KEY, RECORD } from "./bookmark.ts";

/** Where a bookmark leads, told without the system's help: nothing is looked up, so a moved file is not found. */
export type BookmarkLocation = {
  /** Absolute, without a slash at the end. */
  readonly path: string | undefined;
  /** The URL of what is no file: a special item, or the server of a network volume. */
  readonly url: string | undefined;
  readonly displayName: string | undefined;
  readonly kind: "folder" | "file" | "volume" | undefined;
  readonly volumeUuid: string | undefined;
};

/** Bits of the first word of the file properties, as in CFURLPriv.h. */
export const FILE_FLAG = { regular: 0x1, directory: 0x2, volume: 0x8, package: 0x10 } as const;

/** Reads the first table, which describes the bookmark's own target; the others describe what encloses it. */
export function locate({ tocs }: BookmarkBlob): BookmarkLocation {
  const values = new Map(tocs[0]?.entries.map(({ key, value }) => [key, value]));
  const text = (key: number) => textIn(values.get(key));
  const address = text(KEY.url) ?? relativeUrl(values.get(KEY.url));
  return {
    path: pathOf(values.get(KEY.pathParts), text(KEY.volumePath)) ?? filePath(address),
    url: [address, text(KEY.volumeMountUrl)].find((url) => url !== undefined && !isFileUrl(url)),
    displayName: text(KEY.displayName),
    kind: kindOf(values.get(KEY.fileProperties)),
    volumeUuid: text(KEY.volumeUuid),
  };
}

/** Parts count from `/`, even those of another volume; but a writer may also have counted from the volume. */
function pathOf(record: BookmarkRecord | undefined, volumePath = "/"): string | undefined {
  if (record?.type !== RECORD.array) return undefined;
  const parts = record.parts.map((part) => textIn(part) ?? "");
  const mount = volumePath.split("/").filter((part) => part !== "");
  const isFromRoot = mount.every((part, at) => parts[at] === part);
  return `/${(isFromRoot ? parts : [...mount, ...parts]).join("/")}`;
}

function relativeUrl(record: BookmarkRecord | undefined): string | undefined {
  if (record?.type !== RECORD.relativeUrl) return undefined;
  const [base, relative] = record.parts.map((part) => textIn(part) ?? relativeUrl(part));
  return relative === undefined ? base : (URL.parse(relative, base)?.href ?? relative);
}

function isFileUrl(url: string): boolean {
  return /^file:/i.test(url);
}

function filePath(url: string | undefined): string | undefined {
  const path =
    url === undefined ? undefined : /^file:\/\/(?:localhost)?(\/[^?#]*)$/i.exec(url)?.[1];
  if (path === undefined) return undefined;
  const trimmed = path.length > 1 ? path.replace(/\/+$/, "") : path;
  try {
    return decodeURIComponent(trimmed);
  } catch {
    return trimmed;
  }
}

/** A flag counts where the mask beside it says that it was looked up. */
function kindOf(record: BookmarkRecord | undefined): BookmarkLocation["kind"] {
  if (record === undefined || record.type !== RECORD.data || record.data.length < 16)
    return undefined;
  const view = new DataView(record.data.buffer, record.data.byteOffset, record.data.byteLength);
  const flags = view.getUint32(0, true) & view.getUint32(8, true);
  if ((flags & FILE_FLAG.volume) !== 0) return "volume";
  if ((flags & FILE_FLAG.directory) !== 0) return "folder";
  return (flags & FILE_FLAG.regular) === 0 ? undefined : "file";
}
