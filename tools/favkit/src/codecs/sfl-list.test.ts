import { describe, expect, it } from "vitest";

import { archiveFile, nsArray, nsDictionary } from "../../test/written/archive-bytes.ts";
import { arr, bplist, dict, int, str, uid } from "../../test/written/bplist-bytes.ts";
import {
  favourites,
  FILES,
  folderBookmark,
  mutable,
  root,
  uuidOf,
  volumes,
} from "../../test/written/sfl-bytes.ts";
import { xmlFile } from "../../test/written/xml-bytes.ts";
import { openSflList, readPlist } from "./sfl-list.ts";

const opened = async (bytes: Uint8Array) => openSflList(await readPlist(bytes));
describe("lists", () => {
  it("are read with all that is known of their items", async () => {
    const list = await opened(archiveFile(favourites("macos26")));
    expect(list.generation).toBe("dictionaries");
    expect(list.items.map(({ uuid }) => uuid)).toEqual([1, 2, 3, 4, 5, 6].map(uuidOf));
    expect(list.items.map(({ name }) => name)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      "somebody",
      "somebody",
    ]);
    expect(list.items.map(({ visibility }) => visibility)).toEqual([0, 0, 0, 0, 0, 1]);
    expect(list.items[0]?.properties.get("com.apple.LSSharedFileList.SpecialItemIdentifier")).toBe(
      "com.apple.LSSharedFileList.IsMeetingRoom",
    );
    expect(list.items[5]?.properties.get("com.example.unknown")).toEqual({
      className: "Unknown",
      fields: new Map(),
    });
    expect(list.properties.get("com.apple.LSSharedFileList.ForceTemplateIcons")).toBe(true);
  });

  it("are read from mutable classes, data and dates of their own, and XML", async () => {
    const list = await opened(archiveFile(mutable()));
    const blob = folderBookmark("/Users/somebody/Desktop", "macos12");
    expect(Buffer.from(list.items[0]?.bookmark ?? []).equals(blob)).toBe(true);
    const seen = (await opened(archiveFile(volumes("macos26")))).items[5]?.properties;
    expect(seen?.get("com.apple.LSSharedFileList.DateLastSeen")).toEqual(
      new Date("2023-03-08T20:26:40.500Z"),
    );
    const fromXml = await opened(xmlFile(favourites("macos12")));
    const { items } = await opened(archiveFile(favourites("macos12")));
    expect(fromXml.items.map((each) => ({ ...each, uid: 0 }))).toEqual(
      items.map((each) => ({ ...each, uid: 0 })),
    );
  });

  it("of the oldest format are read in the order that they number", async () => {
    const list = await opened(FILES["the oldest format"] ?? Buffer.alloc(0));
    expect(list.generation).toBe("objects");
    expect(list.items.map(({ name, url, uuid }) => [name, url, uuid])).toEqual([
      ["First", "file:///Users/somebody/First/", uuidOf(2)],
      ["Second", "file:///Users/somebody/Second/", uuidOf(1)],
    ]);
  });

  it("take items of strange form as far as they go", async () => {
    const strange = root([
      nsDictionary([
        ["uuid", 7],
        ["visibility", "x"],
        ["Name", true],
      ]),
      nsArray([]),
    ]);
    const { items } = await opened(archiveFile(strange));
    expect(items.map(({ uuid, name, visibility }) => [uuid, name, visibility])).toEqual([
      [undefined, undefined, 0],
      [undefined, undefined, 0],
    ]);
  });
});

describe("what is no list", () => {
  const envelope = (objects: Parameters<typeof arr>[0], rootUid = 1) =>
    bplist(
      dict([
        [str("$version"), int(100_000)],
        [str("$archiver"), str("NSKeyedArchiver")],
        [str("$top"), dict([[str("root"), uid(rootUid)]])],
        [str("$objects"), arr(objects)],
      ]),
    );
  const list = (items: Parameters<typeof arr>[0], more: Parameters<typeof arr>[0] = []) =>
    envelope([
      str("$null"),
      dict([
        [str("NS.keys"), arr([uid(2)])],
        [str("NS.objects"), arr([uid(3)])],
      ]),
      str("items"),
      dict([[str("NS.objects"), arr(items)]]),
      ...more,
    ]);
  const named = (name: string) =>
    dict([
      [str("$class"), uid(5)],
      [str(name), uid(4)],
    ]);
  const classRecord = (name: string) => dict([[str("$classname"), str(name)]]);

  it.each<[string, Buffer, string]>([
    ["a plain dictionary", bplist(dict([])), "not_a_keyed_archive"],
    ["a text", bplist(str("x")), "not_a_keyed_archive"],
    ["another archiver", bplist(dict([[str("$archiver"), str("Other")]])), "not_a_keyed_archive"],
    [
      "no objects",
      bplist(dict([[str("$archiver"), str("NSKeyedArchiver")]])),
      "not_a_keyed_archive",
    ],
    ["a root that is none", envelope([str("$null")]), "not_a_keyed_archive"],
    ["a root that is a text", envelope([str("$null"), str("x")]), "unknown_root"],
    ["a root without items", archiveFile(nsDictionary([["things", nsArray([])]])), "unknown_root"],
    ["items that are a text", archiveFile(nsDictionary([["items", "x"]])), "unknown_root"],
    ["an item that is no reference", list([str("x")]), "bad_object"],
    ["an item that leads nowhere", list([uid(99)]), "outside_bytes"],
    ["an item that holds itself", list([uid(4)], [dict([[str("a"), uid(4)]])]), "cycle"],
    ["items that hold the root", list([uid(1)], []), "cycle"],
    [
      "more keys than values",
      list(
        [uid(4)],
        [
          dict([
            [str("$class"), uid(5)],
            [str("NS.keys"), arr([uid(2)])],
            [str("NS.objects"), arr([])],
          ]),
          classRecord("NSDictionary"),
        ],
      ),
      "bad_object",
    ],
    ["an object of itself", list([uid(4)], [named("x"), classRecord("Odd")]), "cycle"],
  ])("%s is refused", async (_, bytes, code) => {
    await expect(opened(bytes)).rejects.toMatchObject({ name: "CodecFault", code });
  });

  it("small files that stand for endless values are refused", async () => {
    const doubling = Array.from({ length: 40 }, (_, at) => arr([uid(at + 5), uid(at + 5)]));
    await expect(opened(list([uid(4)], [...doubling, str("end")]))).rejects.toMatchObject({
      code: "too_large",
    });
    const chain = Array.from({ length: 400 }, (_, at) => arr([arr([uid(at + 5)])]));
    await expect(opened(list([uid(4)], [...chain, str("end")]))).rejects.toMatchObject({
      code: "too_deep",
    });
  });

  it("objects of known classes without what they need are told by their fields", async () => {
    const odd = ["NSDate", "NSUUID", "NSURL", "NSData", "NSArray", "NSDictionary"];
    for (const name of odd) {
      const bytes = list([uid(6)], [str("v"), classRecord(name), named("field")]);
      expect((await opened(bytes)).items).toHaveLength(1);
    }
  });
});
