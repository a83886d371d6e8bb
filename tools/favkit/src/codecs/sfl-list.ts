import { type ArchiveValue, type UnknownObject, valueReader } from "./archive-value.ts";
import { isBinaryPlist, readBinaryPlist } from "./bplist-reader.ts";
import { CodecFault } from "./codec-fault.ts";
import { type KeyedArchive, objectAt, openKeyedArchive } from "./keyed-archive.ts";
import { field, type Plist, type PlistDocument } from "./plist.ts";

/** One item of a list as the file tells it. Fields of another type than expected are left out, not refused. */
export type SflItem = {
  /** The number of the item's object in the archive. */
  readonly uid: number;
  /** As in the file; undefined when it is missing or no text. */
  readonly uuid: string | undefined;
  /** 0 visible, 1 hidden; the oldest format has none. */
  readonly visibility: number;
  readonly name: string | undefined;
  readonly bookmark: Uint8Array | undefined;
  /** Only in the oldest format. */
  readonly url: string | undefined;
  /** `CustomItemProperties`, empty when there are none. */
  readonly properties: ReadonlyMap<string, ArchiveValue>;
};

/** A shared file list. */
export type SflList = {
  readonly archive: KeyedArchive;
  /** "dictionaries" from `.sfl2` on, "objects" (class `SFLListItem`) in `.sfl`; the latter is only read. */
  readonly generation: "dictionaries" | "objects";
  readonly items: readonly SflItem[];
  readonly properties: ReadonlyMap<string, ArchiveValue>;
};

const LIST_ITEM_CLASS = "SFLListItem";

/** Reads a property list, binary or XML. The reader of XML is loaded when it is needed. Throws `CodecFault`. */
export async function readPlist(bytes: Uint8Array): Promise<PlistDocument> {
  if (isBinaryPlist(bytes)) return readBinaryPlist(bytes);
  const { readXmlPlist } = await import("./xml-plist.ts");
  return readXmlPlist(bytes);
}

/** Finds the list in a property list. Throws `CodecFault`: no archive, another root, cyclic or endless content. */
export function openSflList(document: PlistDocument): SflList {
  const archive = openKeyedArchive(document);
  const root = objectAt(archive, archive.root);
  const valueOf = valueReader(archive);
  const itemsUid = entryUid(archive, root, "items");
  const uids = itemsUid === undefined ? undefined : elementUids(archive, itemsUid);
  if (itemsUid === undefined || uids === undefined)
    throw new CodecFault("unknown_root", document.offsetOf(root), "the root has no array `items`");
  const propertiesUid = entryUid(archive, root, "properties");
  const properties = propertiesUid === undefined ? null : valueOf(propertiesUid);
  const ordered = uids.map((uid) => itemOf(uid, valueOf(uid)));
  const isObjects = ordered.some(({ isObject }) => isObject);
  return {
    archive,
    generation: isObjects ? "objects" : "dictionaries",
    items: ordered.toSorted((one, other) => one.order - other.order).map(({ item }) => item),
    properties: mapOf(properties),
  };
}

/** The number of the object that an archived dictionary has under a key. */
export function entryUid(
  archive: KeyedArchive,
  dictionary: Plist,
  name: string,
): number | undefined {
  const keys = field(dictionary, "NS.keys");
  const values = field(dictionary, "NS.objects");
  if (keys?.kind !== "array" || values?.kind !== "array") return undefined;
  const at = keys.items.findIndex((key) => {
    const node = key.kind === "uid" ? archive.objects[key.value] : key;
    return node?.kind === "string" && node.value === name;
  });
  const value = values.items[at];
  return value?.kind === "uid" ? value.value : undefined;
}

function elementUids(archive: KeyedArchive, uid: number): readonly number[] | undefined {
  const elements = field(objectAt(archive, uid), "NS.objects");
  if (elements?.kind !== "array") return undefined;
  return elements.items.map((item) => {
    if (item.kind === "uid") return item.value;
    throw new CodecFault(
      "bad_object",
      archive.document.offsetOf(item),
      "an item that is no reference",
    );
  });
}

/** An item and its rank, which only the oldest format writes down; elsewhere the array has the order. */
type OrderedItem = {
  readonly item: SflItem;
  readonly order: number;
  readonly isObject: boolean;
};

function itemOf(uid: number, value: ArchiveValue): OrderedItem {
  if (isUnknownObject(value)) return oldItem(uid, value);
  const fields = mapOf(value);
  const item: SflItem = {
    uid,
    uuid: textOf(fields.get("uuid")),
    visibility: numberOf(fields.get("visibility")) ?? 0,
    name: textOf(fields.get("Name")),
    bookmark: bytesOf(fields.get("Bookmark")),
    url: undefined,
    properties: mapOf(fields.get("CustomItemProperties")),
  };
  return { item, order: 0, isObject: false };
}

function oldItem(uid: number, { className, fields }: UnknownObject): OrderedItem {
  const item: SflItem = {
    uid,
    uuid: textOf(fields.get("uniqueIdentifier")),
    visibility: 0,
    name: textOf(fields.get("name")),
    bookmark: bytesOf(fields.get("bookmark")),
    url: textOf(fields.get("URL")),
    properties: mapOf(fields.get("properties")),
  };
  return {
    item,
    order: numberOf(fields.get("order")) ?? 0,
    isObject: className === LIST_ITEM_CLASS,
  };
}

function isUnknownObject(value: ArchiveValue | undefined): value is UnknownObject {
  return typeof value === "object" && value !== null && "className" in value;
}

function mapOf(value: ArchiveValue | undefined): ReadonlyMap<string, ArchiveValue> {
  return value instanceof Map ? value : new Map<string, ArchiveValue>();
}

function textOf(value: ArchiveValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberOf(value: ArchiveValue | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function bytesOf(value: ArchiveValue | undefined): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}
