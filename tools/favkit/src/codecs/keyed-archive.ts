import { CodecFault } from "./codec-fault.ts";
import { field, type Plist, type PlistDictionary, type PlistDocument } from "./plist.ts";

/** What an NSKeyedArchiver wrote: objects that refer to each other by their numbers (UIDs). */
export type KeyedArchive = {
  readonly document: PlistDocument;
  /** The dictionary with `$version`, `$archiver`, `$top` and `$objects`. */
  readonly envelope: PlistDictionary;
  readonly objects: readonly Plist[];
  /** The number of the root object. */
  readonly root: number;
};

/** The one archiver these files come from. */
export const ARCHIVER = "NSKeyedArchiver";

/** Finds the archive in a property list. Throws `CodecFault` `not_a_keyed_archive`. */
export function openKeyedArchive(document: PlistDocument): KeyedArchive {
  const { root: envelope } = document;
  const refuse = (node: Plist | undefined, reason: string) =>
    new CodecFault("not_a_keyed_archive", document.offsetOf(node ?? envelope), reason);
  const archiver = field(envelope, "$archiver");
  const objects = field(envelope, "$objects");
  if (envelope.kind !== "dictionary" || archiver?.kind !== "string" || archiver.value !== ARCHIVER)
    throw refuse(archiver, `no archive of ${ARCHIVER}`);
  if (objects?.kind !== "array") throw refuse(objects, "an archive without $objects");
  const root = field(field(envelope, "$top"), "root");
  if (root?.kind !== "uid" || root.value >= objects.items.length)
    throw refuse(root, "an archive without a root object");
  return { document, envelope, objects: objects.items, root: root.value };
}

/** The object behind a reference. Throws `CodecFault` for a reference that leads nowhere. */
export function objectAt({ objects, document }: KeyedArchive, uid: number, from?: Plist): Plist {
  const object = objects[uid];
  if (object !== undefined) return object;
  const offset = from === undefined ? 0 : document.offsetOf(from);
  throw new CodecFault(
    "outside_bytes",
    offset,
    `a reference to object ${uid} of ${objects.length}`,
  );
}

/**
 * The names of an object's class and of the classes it inherits from; none for what is no object with a class, as a
 * plain string.
 */
export function classNames(archive: KeyedArchive, object: Plist): readonly string[] {
  const uid = field(object, "$class");
  if (uid?.kind !== "uid") return [];
  const record = objectAt(archive, uid.value, object);
  const inherited = field(record, "$classes");
  const names = [
    field(record, "$classname"),
    ...(inherited?.kind === "array" ? inherited.items : []),
  ];
  return names.flatMap((name) => (name?.kind === "string" ? [name.value] : []));
}
