import {
  buildBookmark,
  type DesiredItem,
  editSflList,
  emptySflList,
  openSflList,
  writeBinaryPlist,
  writeBookmark,
} from "@holdfast/favkit/codecs";

/** A list of folders whose file has about so many bytes, bookmarks as long as a few hundred bytes each. */
export function largeList(fileBytes: number): Uint8Array {
  const oneBytes = listOf(10).length / 10;
  return listOf(Math.round(fileBytes / oneBytes));
}

function listOf(count: number): Uint8Array {
  const list = openSflList({ root: emptySflList(), offsetOf: () => 0 });
  const items = Array.from({ length: count }, (_, at): DesiredItem => {
    const path = `/Users/somebody/Projects/number ${at}/Quelltexte/größer`;
    return {
      uid: undefined,
      name: at % 3 === 0 ? `Name ${at}` : undefined,
      visibility: 0,
      made: {
        uuid: `DEADBEEF-0000-4000-8000-${String(at).padStart(12, "0")}`,
        bookmark: writeBookmark(buildBookmark({ path, kind: "folder" }, { generation: "macos26" })),
        special: undefined,
      },
    };
  });
  return writeBinaryPlist(editSflList(list, { items, properties: new Map() }));
}
