import {
  type BookmarkBlob,
  openSflList,
  readBinaryPlist,
  readBookmark,
} from "@holdfast/favkit/codecs";

/** What a list says as a value for JSON; its bookmarks as Base64, or taken apart into their tables. */
export function decodedValue(bytes: Uint8Array, bookmarks: "bytes" | "tables"): unknown {
  const { items } = openSflList(readBinaryPlist(bytes));
  return items.map(({ uuid, name, visibility, bookmark, properties }) => {
    const blob = bookmark ?? new Uint8Array();
    return {
      uuid,
      name,
      visibility,
      properties: Object.fromEntries(properties),
      bookmark:
        bookmarks === "bytes" ? Buffer.from(blob).toString("base64") : tablesOf(readBookmark(blob)),
    };
  });
}

type BookmarkValue = BookmarkBlob["tocs"][number]["entries"][number]["value"];

function tablesOf({ tocs }: BookmarkBlob): unknown {
  return tocs.map(({ id, entries }) => ({
    id,
    entries: Object.fromEntries(entries.map(({ key, value }) => [String(key), valueOf(value)])),
  }));
}

function valueOf({ type, data, parts }: BookmarkValue): unknown {
  if (parts.length > 0) return parts.map(valueOf);
  return type === 0x0101 ? Buffer.from(data).toString("utf8") : Buffer.from(data).toString("hex");
}
