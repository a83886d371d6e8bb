import { openSflList, readBinaryPlist } from "@holdfast/favkit/codecs";

/** What a list says as a value for JSON, its bookmarks as Base64. */
export function decodedList(bytes: Uint8Array): unknown {
  const { items } = openSflList(readBinaryPlist(bytes));
  return items.map(({ uuid, name, visibility, bookmark, properties }) => ({
    uuid,
    name,
    visibility,
    properties: Object.fromEntries(properties),
    bookmark: Buffer.from(bookmark ?? []).toString("base64"),
  }));
}
