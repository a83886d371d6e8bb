import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { archiveFile, nsArray, nsDictionary } from "../../test/written/archive-bytes.ts";
import { arr, bplist, dict, int, str, uid } from "../../test/written/bplist-bytes.ts";
import {
  favourites,
  FILES,
  folderBookmark,
  item,
  mutable,
  root,
  uuidOf,
  volumes,
} from "../../test/written/sfl-bytes.ts";
import { xmlFile } from "../../test/written/xml-bytes.ts";
import { valueReader } from "./archive-value.ts";
import { writeBinaryPlist } from "./bplist-writer.ts";
import { openKeyedArchive } from "./keyed-archive.ts";
import { type DesiredItem, editSflList, emptySflList } from "./sfl-edit.ts";
import { openSflList, readPlist, type SflList } from "./sfl-list.ts";

const opened = async (bytes: Uint8Array) => openSflList(await readPlist(bytes));
const kept = (list: SflList): DesiredItem[] =>
  list.items.map(({ uid, name, visibility }) => ({ uid, name, visibility }));
const made = (number: number, name?: string): DesiredItem => ({
  uid: undefined,
  name,
  visibility: 0,
  made: {
    uuid: uuidOf(number),
    bookmark: folderBookmark("/Users/somebody/New", "macos26"),
    special: undefined,
  },
});

/** What the list becomes, as bytes. */
function edited(
  list: SflList,
  items: readonly DesiredItem[],
  properties: ReadonlyMap<string, unknown> = list.properties,
): Buffer {
  return Buffer.from(writeBinaryPlist(editSflList(list, { items, properties })));
}

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

describe("changed lists", () => {
  it.each(Object.entries(FILES).filter(([name]) => !name.includes("oldest")))(
    "%s: nothing changed, nothing different",
    async (_, bytes) => {
      const list = await opened(bytes);
      expect(editSflList(list, { items: kept(list), properties: list.properties })).toBe(
        list.archive.envelope,
      );
    },
  );

  it.each(Object.entries(FILES).filter(([name]) => !name.includes("oldest")))(
    "%s: what was added and taken out again leaves no trace",
    async (_, bytes) => {
      const list = await opened(bytes);
      const more = await opened(edited(list, [made(90, "added"), ...kept(list), made(91)]));
      expect(more.items.map(({ uuid }) => uuid)).toEqual([
        uuidOf(90),
        ...list.items.map(({ uuid }) => uuid),
        uuidOf(91),
      ]);
      expect(more.items[0]?.name).toBe("added");
      expect(edited(more, kept(more).slice(1, -1)).equals(bytes)).toBe(true);
    },
  );

  it.each(["favourites of macOS 12", "volumes of macOS 26", "mutable classes"])(
    "%s: every change can be taken back",
    async (name) => {
      const bytes = FILES[name] ?? Buffer.alloc(0);
      const list = await opened(bytes);
      const changed = kept(list)
        .toReversed()
        .map((each) => ({
          ...each,
          visibility: 1 - each.visibility,
          name: `${each.name ?? ""} new`,
        }));
      const there = await opened(
        edited(
          list,
          changed,
          new Map([
            ...list.properties,
            ["a", 1],
            ["b", 1.5],
            ["c", "text"],
            ["d", false],
            ["e", 2n ** 60n],
          ]),
        ),
      );
      expect(there.items.map(({ name: label }) => label)).toEqual(
        list.items.toReversed().map(({ name: label }) => `${label ?? ""} new`),
      );
      expect(there.properties.get("e")).toBe(2n ** 60n);
      const back = list.items.map(({ uuid, visibility, name: label }): DesiredItem => {
        const uidNow = there.items.find((each) => each.uuid === uuid)?.uid;
        return { uid: uidNow, name: label, visibility };
      });
      expect(
        (await opened(edited(there, back, list.properties))).items.map(({ uuid }) => uuid),
      ).toEqual(list.items.map(({ uuid }) => uuid));
    },
  );

  it("give the old bytes when a name, a place and a property were changed and changed back", async () => {
    const bytes = FILES["favourites of macOS 26"] ?? Buffer.alloc(0);
    const list = await opened(bytes);
    const renamed = kept(list)
      .toReversed()
      .map((each, at) => (at === 2 ? { ...each, name: "new" } : each));
    const there = await opened(edited(list, renamed, new Map([...list.properties, ["a", 1.5]])));
    expect(there.items[2]?.name).toBe("new");
    const back = kept(there)
      .map((each, at) => (at === 2 ? { ...each, name: undefined } : each))
      .toReversed();
    expect(edited(there, back, list.properties).equals(bytes)).toBe(true);
  });

  it("are what a plain array says after any changes", async () => {
    const start = await opened(FILES["favourites of macOS 26"] ?? Buffer.alloc(0));
    const place = fc.integer({ min: 0, max: 99 });
    const step = fc.record({
      op: fc.constantFrom("add", "remove", "move", "rename", "hide"),
      at: place,
      to: place,
      name: fc.option(fc.string({ maxLength: 5 }), { nil: undefined }),
    });
    const told = ({ items }: SflList) =>
      items.map(({ uuid, name, visibility, properties }) => ({
        uuid,
        name,
        visibility,
        properties,
      }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        let list = start;
        for (const [number, { op, at, to, name }] of steps.entries()) {
          const items = kept(list);
          const from = items.length === 0 ? 0 : at % items.length;
          const taken = op === "add" ? made(100 + number, name) : items[from];
          const left = op === "add" ? items : items.toSpliced(from, 1);
          const changed = taken && {
            ...taken,
            ...(op === "rename" ? { name } : {}),
            ...(op === "hide" ? { visibility: 1 } : {}),
          };
          const goal = op === "add" || op === "move" ? to % (left.length + 1) : from;
          const desired =
            op === "remove" || changed === undefined ? left : left.toSpliced(goal, 0, changed);
          const before = new Map(told(list).map((each, index) => [list.items[index]?.uid, each]));
          const after = await opened(edited(list, desired));
          expect(told(after)).toEqual(
            desired.map((each) => ({
              uuid: each.made?.uuid ?? before.get(each.uid)?.uuid,
              name: each.name,
              visibility: each.visibility,
              properties: before.get(each.uid)?.properties ?? new Map(),
            })),
          );
          list = after;
        }
      }),
      { numRuns: 20 },
    );
  });

  it("lose the objects of items that are taken out, and renumber the rest", async () => {
    const list = await opened(archiveFile(favourites("macos12")));
    const fewer = await opened(edited(list, kept(list).slice(3)));
    expect(fewer.items.map(({ uuid }) => uuid)).toEqual([4, 5, 6].map(uuidOf));
    expect(fewer.items[2]?.properties).toEqual(list.items[5]?.properties);
    expect(fewer.archive.objects.length).toBeLessThan(list.archive.objects.length);
    const none = await opened(edited(fewer, [], new Map()));
    expect([none.items.length, none.properties.size]).toEqual([0, 0]);
  });

  it("do not change an empty dictionary or array that others share", async () => {
    const empty = nsDictionary([]);
    const nothing = nsArray([]);
    const shared = nsDictionary([
      ["items", nothing],
      ["properties", empty],
      ["other", empty],
      ["more", nothing],
    ]);
    const list = await opened(archiveFile(shared));
    const bytes = edited(list, [made(1)], new Map([["a", true]]));
    const archive = openKeyedArchive(await readPlist(bytes));
    const value = valueReader(archive)(archive.root);
    expect(value instanceof Map && [value.get("other"), value.get("more")]).toEqual([
      new Map(),
      [],
    ]);
    expect((await opened(bytes)).properties).toEqual(new Map([["a", true]]));
  });

  it("get properties where there were none", async () => {
    const bare = nsDictionary([
      ["items", nsArray([item({ uuid: uuidOf(1), bookmark: Buffer.alloc(1) })])],
    ]);
    const list = await opened(archiveFile(bare));
    expect((await opened(edited(list, kept(list), new Map([["a", "b"]])))).properties).toEqual(
      new Map([["a", "b"]]),
    );
  });

  it("begin empty, with the classes that are needed", async () => {
    const list = openSflList({ root: emptySflList(), offsetOf: () => 0 });
    const bytes = edited(list, [
      made(1),
      { ...made(2), made: { uuid: uuidOf(2), bookmark: Buffer.alloc(3), special: "IsHome" } },
    ]);
    const { items } = await opened(bytes);
    expect(items.map(({ uuid }) => uuid)).toEqual([uuidOf(1), uuidOf(2)]);
    expect(Buffer.from(writeBinaryPlist((await readPlist(bytes)).root)).equals(bytes)).toBe(true);
  });

  it("refuse what they cannot hold", async () => {
    const list = await opened(archiveFile(favourites("macos12")));
    const change =
      (items: readonly DesiredItem[], properties: ReadonlyMap<string, unknown> = list.properties) =>
      () =>
        edited(list, items, properties);
    expect(change(kept(list), new Map([["a", {}]]))).toThrow(RangeError);
    expect(change([{ uid: 999, name: undefined, visibility: 0 }])).toThrow(RangeError);
    expect(change([{ uid: undefined, name: undefined, visibility: 0 }])).toThrow(RangeError);
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
