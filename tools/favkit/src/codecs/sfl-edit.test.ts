import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { archiveFile, nsArray, nsDictionary } from "../../test/written/archive-bytes.ts";
import { favourites, FILES, folderBookmark, item, uuidOf } from "../../test/written/sfl-bytes.ts";
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

type Step = {
  readonly op: "add" | "remove" | "move" | "rename" | "hide";
  readonly at: number;
  readonly to: number;
  readonly name: string | undefined;
  readonly number: number;
};

/** The items after one change, told by nothing but arrays. */
function afterStep(items: readonly DesiredItem[], step: Step): readonly DesiredItem[] {
  const { op, at, to, name, number } = step;
  if (op === "add") return items.toSpliced(to % (items.length + 1), 0, made(100 + number, name));
  const from = at % Math.max(1, items.length);
  const [taken] = items.slice(from);
  const left = items.toSpliced(from, 1);
  if (taken === undefined || op === "remove") return left;
  if (op === "move") return left.toSpliced(to % items.length, 0, taken);
  return left.toSpliced(
    from,
    0,
    op === "rename" ? { ...taken, name } : { ...taken, visibility: 1 },
  );
}

/** What the list becomes, as bytes. */
function edited(
  list: SflList,
  items: readonly DesiredItem[],
  properties: ReadonlyMap<string, unknown> = list.properties,
): Buffer {
  return Buffer.from(writeBinaryPlist(editSflList(list, { items, properties })));
}

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
        for (const [number, each] of steps.entries()) {
          const desired = afterStep(kept(list), { ...each, number });
          const before = new Map(told(list).map((item, at) => [list.items[at]?.uid, item]));
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
