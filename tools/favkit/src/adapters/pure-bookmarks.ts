import type { Bookmark, BookmarkCodec } from "../application/ports.ts";
import { buildBookmark, type BookmarkGeneration } from "../codecs/bookmark-builder.ts";
import { type BookmarkLocation, locate } from "../codecs/bookmark-location.ts";
import { readBookmark } from "../codecs/bookmark-reader.ts";
import { writeBookmark } from "../codecs/bookmark-writer.ts";
import type { BookmarkBlob } from "../codecs/bookmark.ts";
import { CodecFault } from "../codecs/codec-fault.ts";
import { FavkitError } from "../domain/favkit-error.ts";
import { pathOf, targetOfPath, targetOfUrl, urlOf } from "../domain/target-of.ts";
import type { Target } from "../domain/target.ts";

/** The length of the header from macOS 26 on. */
const NEW_HEADER_BYTES = 64;

/**
 * Bookmarks without the system's help. A new one has the generation of the bookmark it is made like, or `generation`
 * when there is none. `encode` throws `FavkitError` `bad_usage` for a target without path and URL.
 */
export function pureBookmarks(generation: BookmarkGeneration): BookmarkCodec {
  return {
    encode(target, like) {
      const blob = like === undefined ? undefined : tryRead(like);
      const isNew = (blob?.header.length ?? 0) >= NEW_HEADER_BYTES;
      const inherited = isNew ? "macos26" : "macos12";
      const origin = {
        like: blob,
        generation: blob === undefined ? generation : inherited,
      } as const;
      return writeBookmark(buildBookmark(placeOf(target), origin));
    },
    resolve(bytes) {
      const blob = tryRead(bytes);
      return blob === undefined ? { target: { kind: "opaque" } } : bookmarkAt(locate(blob));
    },
  };
}

function tryRead(bytes: Uint8Array): BookmarkBlob | undefined {
  try {
    return readBookmark(bytes);
  } catch (error) {
    if (error instanceof CodecFault) return undefined;
    throw error;
  }
}

function placeOf(target: Target): Parameters<typeof buildBookmark>[0] {
  const path = pathOf(target);
  if (path !== undefined) {
    const isFileOrVolume = target.kind === "file" || target.kind === "volume";
    return { path, kind: isFileOrVolume ? target.kind : "folder" };
  }
  const url = urlOf(target);
  if (url !== undefined) return { url };
  throw new FavkitError("bad_usage", `an item of kind ${target.kind} needs a path or a URL`);
}

function bookmarkAt(location: BookmarkLocation): Bookmark {
  const { displayName } = location;
  const target = targetAt(location);
  return displayName === undefined ? { target } : { target, label: displayName };
}

/** A special URL or a server's says more than the path where it happens to be mounted. */
function targetAt({ url, path, kind, volumeUuid }: BookmarkLocation): Target {
  if (url !== undefined) return targetOfUrl(url);
  if (path === undefined) return { kind: "opaque" };
  if (kind !== "volume") return targetOfPath(path, kind ?? "folder");
  return volumeUuid === undefined ? { kind, path } : { kind, path, uuid: volumeUuid };
}
