import { type Interning, interning } from "./interning.ts";
import { classNames, type KeyedArchive } from "./keyed-archive.ts";
import { field, type Plist, type PlistDictionary } from "./plist.ts";

/**
 * An archive that is being changed. Objects keep their numbers, and new ones come behind the last, so that an archive
 * from which everything new was taken out again (`finishDraft`) has its old bytes.
 */
export type ArchiveDraft = {
  readonly archive: KeyedArchive;
  readonly objects: Plist[];
  /** The numbers of the nodes in `objects`. */
  readonly numbers: Map<Plist, number>;
  readonly internObject: Interning;
  /** The keys that archived objects have for their fields are nodes of their own. */
  readonly internField: Interning;
};

/** A draft that begins as the archive. */
export function archiveDraft(archive: KeyedArchive): ArchiveDraft {
  const { objects } = archive;
  const fields = objects.flatMap((each) => (each.kind === "dictionary" ? each.keys : []));
  return {
    archive,
    objects: [...objects],
    // The first of equal numbers wins, as it does in the interning.
    numbers: new Map(objects.map((node, uid): [Plist, number] => [node, uid]).toReversed()),
    internObject: interning(objects),
    internField: interning(fields),
  };
}

/** The number of a text, number or boolean: of an equal object that is there, or of a new one. */
export function scalarUid(draft: ArchiveDraft, node: Plist): number {
  const known = draft.internObject(node);
  return draft.numbers.get(known) ?? addObject(draft, known);
}

/** The number of a new object. */
export function addObject({ objects, numbers }: ArchiveDraft, node: Plist): number {
  const uid = objects.push(node) - 1;
  numbers.set(node, uid);
  return uid;
}

/** An archived dictionary. */
export function newDictionary(
  draft: ArchiveDraft,
  entries: readonly (readonly [key: string, uid: number])[],
): Plist {
  const keys = entries.map(([key]) => reference(scalarUid(draft, { kind: "string", value: key })));
  return instance(draft, {
    "NS.keys": plain(keys),
    "NS.objects": plain(entries.map(([, uid]) => reference(uid))),
  });
}

/** How often objects refer to one. */
export function referencesTo({ objects }: ArchiveDraft, uid: number): number {
  const count = (node: Plist): number => {
    if (node.kind === "uid") return node.value === uid ? 1 : 0;
    const parts =
      node.kind === "array" ? node.items : node.kind === "dictionary" ? node.values : [];
    return parts.reduce((sum, part) => sum + count(part), 0);
  };
  return objects.reduce((sum, object) => sum + count(object), 0);
}

/** A copy of an archived array with other elements. */
export function withElements(array: Plist, uids: readonly number[]): Plist {
  return withFields(array, { "NS.objects": plain(uids.map(reference)) });
}

/** A value for a key of an archived dictionary; undefined takes the key out. */
export type DraftEntry = {
  readonly key: string;
  readonly uid: number | undefined;
  /** The key that a new one stands before; otherwise it is the last. */
  readonly before?: string;
};

/** A copy of an archived dictionary with one entry changed. */
export function withEntry(draft: ArchiveDraft, dictionary: Plist, entry: DraftEntry): Plist {
  const keys = elements(field(dictionary, "NS.keys"));
  const values = elements(field(dictionary, "NS.objects"));
  const indexOf = (name: string | undefined) =>
    keys.findIndex((key) => {
      const node = key.kind === "uid" ? draft.objects[key.value] : key;
      return node?.kind === "string" && node.value === name;
    });
  const at = indexOf(entry.key);
  if (at < 0 && entry.uid === undefined) return dictionary;
  const key = keys[at] ?? reference(scalarUid(draft, { kind: "string", value: entry.key }));
  const before = at < 0 ? indexOf(entry.before) : at;
  const place = before < 0 ? keys.length : before;
  const replaced = at < 0 ? 0 : 1;
  const isKept = entry.uid !== undefined;
  return withFields(dictionary, {
    "NS.keys": plain(keys.toSpliced(place, replaced, ...(isKept ? [key] : []))),
    "NS.objects": plain(
      values.toSpliced(place, replaced, ...(isKept ? [reference(entry.uid)] : [])),
    ),
  });
}

/**
 * The property list of the changed archive, without the objects that nothing refers to any more. Objects that nothing
 * referred to in the beginning stay.
 */
export function finishDraft({ archive, objects }: ArchiveDraft): Plist {
  const { envelope } = archive;
  const top = field(envelope, "$top");
  const before = reachable(archive.objects, top);
  const after = reachable(objects, top);
  const kept = objects.flatMap((_, uid) => {
    const isOrphan = uid < archive.objects.length && !before.has(uid);
    return after.has(uid) || isOrphan ? [uid] : [];
  });
  const isSame =
    kept.length === archive.objects.length &&
    kept.every((uid) => objects[uid] === archive.objects[uid]);
  if (isSame) return envelope;
  const renumbered = renumbering(new Map(kept.map((uid, at) => [uid, at])));
  const items = kept.flatMap((uid) => objects[uid] ?? []).map(renumbered);
  const values = envelope.keys.map((key, at): Plist => {
    const value = envelope.values[at] ?? { kind: "null" };
    const isObjects = key.kind === "string" && key.value === "$objects";
    return isObjects ? plain(items) : renumbered(value);
  });
  return { ...envelope, values };
}

/** The numbers of all objects that the node refers to, directly or through others. */
function reachable(objects: readonly Plist[], from: Plist | undefined): ReadonlySet<number> {
  const found = new Set<number>();
  const open = from === undefined ? [] : [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "array") open.push(...node.items);
    if (node.kind === "dictionary") open.push(...node.values, ...node.keys);
    if (node.kind !== "uid" || found.has(node.value)) continue;
    found.add(node.value);
    const object = objects[node.value];
    if (object !== undefined) open.push(object);
  }
  // The first object stands for nothing, and every archive has it.
  return found.add(0);
}

/** Gives references their new numbers. What holds none stays the node it was. */
function renumbering(numbers: ReadonlyMap<number, number>): (node: Plist) => Plist {
  const done = new Map<Plist, Plist>();
  const all = (nodes: readonly Plist[]): readonly Plist[] => {
    const changed = nodes.map(renumber);
    return changed.every((each, at) => each === nodes[at]) ? nodes : changed;
  };
  const renumber = (node: Plist): Plist => {
    if (node.kind === "uid") {
      const value = numbers.get(node.value) ?? node.value;
      return value === node.value ? node : { kind: "uid", value };
    }
    if (node.kind !== "array" && node.kind !== "dictionary") return node;
    const known = done.get(node);
    if (known !== undefined) return known;
    const copy =
      node.kind === "array"
        ? { ...node, items: all(node.items) }
        : { ...node, keys: all(node.keys), values: all(node.values) };
    done.set(node, copy);
    return copy;
  };
  return renumber;
}

const DICTIONARY = "NSDictionary";

type Fields = Readonly<Record<string, Plist>>;

/** A dictionary object, with its fields in the order in which the archive has them in another one. */
function instance(draft: ArchiveDraft, fields: Fields): Plist {
  const { archive, objects } = draft;
  const names = [...Object.keys(fields), "$class"];
  const like = objects.find(
    (each): each is PlistDictionary =>
      each.kind === "dictionary" &&
      each.keys.length === names.length &&
      names.every((name) => field(each, name) !== undefined) &&
      classNames({ ...archive, objects }, each)[0] === DICTIONARY,
  );
  if (like !== undefined) return withFields(like, fields);
  const keys = names.map((value) => draft.internField({ kind: "string", value }));
  const classUid = reference(addObject(draft, classRecord(draft, DICTIONARY)));
  return { kind: "dictionary", keys, values: [...Object.values(fields), classUid] };
}

function classRecord({ internField, internObject }: ArchiveDraft, className: string): Plist {
  const text = (value: string): Plist => internObject({ kind: "string", value });
  const keys = ["$classname", "$classes"].map((value) => internField({ kind: "string", value }));
  const name = text(className);
  return { kind: "dictionary", keys, values: [name, plain([name, text("NSObject")])] };
}

function withFields(object: Plist, fields: Fields): Plist {
  if (object.kind !== "dictionary") return object;
  const values = object.keys.map((key, at) => {
    const changed = key.kind === "string" ? fields[key.value] : undefined;
    return changed ?? object.values[at] ?? key;
  });
  return { ...object, values };
}

function elements(node: Plist | undefined): readonly Plist[] {
  return node?.kind === "array" ? node.items : [];
}

function reference(uid: number): Plist {
  return { kind: "uid", value: uid };
}

function plain(items: readonly Plist[]): Plist {
  return { kind: "array", type: 0xa0, items };
}
