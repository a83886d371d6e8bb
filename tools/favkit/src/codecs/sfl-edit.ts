import { isDeepStrictEqual } from "node:util";

import {
  addObject,
  referencesTo,
  type ArchiveDraft,
  archiveDraft,
  finishDraft,
  newDictionary,
  scalarUid,
  withElements,
  withEntry,
} from "./archive-draft.ts";
import { interning } from "./interning.ts";
import { ARCHIVER } from "./keyed-archive.ts";
import type { Plist } from "./plist.ts";
import { entryUid, type SflItem, type SflList } from "./sfl-list.ts";

/** An item as it should be. One with a `uid` is in the list already and keeps whatever else it has. */
export type DesiredItem = {
  readonly uid: number | undefined;
  readonly name: string | undefined;
  readonly visibility: number;
  /** What else a new item is made of. */
  readonly made?: {
    readonly uuid: string;
    readonly bookmark: Uint8Array;
    readonly special: string | undefined;
  };
};

/** The list as it should be. */
export type DesiredList = {
  readonly items: readonly DesiredItem[];
  /** A value that is not what the list has is written: booleans, numbers, texts. */
  readonly properties: ReadonlyMap<string, unknown>;
};

const SPECIAL_KEY = "com.apple.LSSharedFileList.SpecialItemIdentifier";

/**
 * The property list of a list that was changed. Whatever was not changed keeps its place and its bytes.
 * Throws `RangeError` for a property that is neither as it was nor a boolean, number or text.
 */
export function editSflList(list: SflList, desired: DesiredList): Plist {
  const draft = archiveDraft(list.archive);
  const olds = new Map(list.items.map((item) => [item.uid, item]));
  const uids = desired.items.map((item) => itemUid(draft, olds, item));
  const isSame =
    uids.length === list.items.length && uids.every((uid, at) => uid === list.items[at]?.uid);
  const itemsUid = isSame ? undefined : ownedUid(draft, "items");
  if (itemsUid !== undefined) replace(draft, itemsUid, (array) => withElements(array, uids));
  writeProperties(draft, list.properties, desired.properties);
  return finishDraft(draft);
}

/** The property list of a list without items. */
export function emptySflList(): Plist {
  const intern = interning();
  const text = (value: string): Plist => intern({ kind: "string", value });
  const array = (items: readonly Plist[]): Plist => ({ kind: "array", type: 0xa0, items });
  const uid = (value: number): Plist => ({ kind: "uid", value });
  const record = (entries: readonly (readonly [string, Plist])[]): Plist => ({
    kind: "dictionary",
    keys: entries.map(([key]) => text(key)),
    values: entries.map(([, value]) => value),
  });
  const classOf = (name: string) =>
    record([
      ["$classname", text(name)],
      ["$classes", array([text(name), text("NSObject")])],
    ]);
  const dictionary = (keys: readonly number[], values: readonly number[]) =>
    record([
      ["NS.keys", array(keys.map(uid))],
      ["NS.objects", array(values.map(uid))],
      ["$class", uid(7)],
    ]);
  const objects = [
    text("$null"),
    dictionary([2, 3], [4, 6]),
    text("items"),
    text("properties"),
    record([
      ["NS.objects", array([])],
      ["$class", uid(5)],
    ]),
    classOf("NSArray"),
    dictionary([], []),
    classOf("NSDictionary"),
  ];
  return record([
    ["$version", { kind: "integer", value: 100_000 }],
    ["$archiver", text(ARCHIVER)],
    ["$top", record([["root", uid(1)]])],
    ["$objects", array(objects)],
  ]);
}

type Olds = ReadonlyMap<number, SflItem>;

function itemUid(draft: ArchiveDraft, olds: Olds, item: DesiredItem): number {
  const { uid, name, visibility, made } = item;
  if (uid === undefined) return newItem(draft, item);
  const old = olds.get(uid);
  if (old === undefined || made !== undefined)
    throw new RangeError(`object ${uid} is no item of this list`);
  if (old.visibility !== visibility) {
    const value = scalarUid(draft, { kind: "integer", value: visibility });
    replace(draft, uid, (node) => withEntry(draft, node, { key: "visibility", uid: value }));
  }
  if (old.name !== name) {
    const value = name === undefined ? undefined : stringUid(draft, name);
    replace(draft, uid, (node) =>
      withEntry(draft, node, { key: "Name", uid: value, before: "Bookmark" }),
    );
  }
  return uid;
}

function newItem(draft: ArchiveDraft, { name, visibility, made }: DesiredItem): number {
  if (made === undefined) throw new RangeError("a new item needs a uuid and a bookmark");
  // The item's number comes before those of its parts, as an archiver gives them.
  const uid = addObject(draft, { kind: "null" });
  const { uuid, bookmark, special } = made;
  const properties =
    special === undefined ? [] : [[SPECIAL_KEY, stringUid(draft, special)] as const];
  const entries: (readonly [string, number])[] = [
    ["visibility", scalarUid(draft, { kind: "integer", value: visibility })],
    ["CustomItemProperties", addObject(draft, newDictionary(draft, properties))],
    ...(name === undefined ? [] : [["Name", stringUid(draft, name)] as const]),
    ["Bookmark", addObject(draft, { kind: "data", value: bookmark })],
    ["uuid", stringUid(draft, uuid)],
  ];
  replace(draft, uid, () => newDictionary(draft, entries));
  return uid;
}

function writeProperties(
  draft: ArchiveDraft,
  old: ReadonlyMap<string, unknown>,
  desired: ReadonlyMap<string, unknown>,
): void {
  const changes = [...new Set([...old.keys(), ...desired.keys()])].filter(
    (key) => !isDeepStrictEqual(old.get(key), desired.get(key)),
  );
  if (changes.length === 0) return;
  const { root } = draft.archive;
  let uid = ownedUid(draft, "properties");
  if (uid === undefined) {
    const added = addObject(draft, newDictionary(draft, []));
    replace(draft, root, (node) => withEntry(draft, node, { key: "properties", uid: added }));
    uid = added;
  }
  for (const key of changes) {
    const entry = { key, uid: propertyUid(draft, key, desired.get(key)) };
    replace(draft, uid, (node) => withEntry(draft, node, entry));
  }
}

/**
 * The number of what the root has under a key, to be changed: archivers store one empty array or dictionary for all
 * places that have one, so what others refer to as well is copied first.
 */
function ownedUid(draft: ArchiveDraft, key: string): number | undefined {
  const { root } = draft.archive;
  const owner = draft.objects[root];
  const uid = owner && entryUid({ ...draft.archive, objects: draft.objects }, owner, key);
  const node = uid === undefined ? undefined : draft.objects[uid];
  if (uid === undefined || node === undefined || referencesTo(draft, uid) < 2) return uid;
  const copy = addObject(draft, { ...node });
  replace(draft, root, (object) => withEntry(draft, object, { key, uid: copy }));
  return copy;
}

function propertyUid(draft: ArchiveDraft, key: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "boolean") return scalarUid(draft, { kind: "boolean", value });
  if (typeof value === "string") return stringUid(draft, value);
  if (typeof value === "bigint") return scalarUid(draft, { kind: "integer", value });
  if (typeof value === "number") {
    const kind = Number.isSafeInteger(value) ? "integer" : "real";
    return scalarUid(draft, kind === "real" ? { kind, value, bytes: 8 } : { kind, value });
  }
  throw new RangeError(`property ${key}: only booleans, numbers and texts can be written`);
}

function stringUid(draft: ArchiveDraft, value: string): number {
  return scalarUid(draft, { kind: "string", value });
}

function replace(draft: ArchiveDraft, uid: number, change: (node: Plist) => Plist): void {
  const node = draft.objects[uid];
  if (node === undefined) throw new RangeError(`no object ${uid}`);
  draft.objects[uid] = change(node);
}
