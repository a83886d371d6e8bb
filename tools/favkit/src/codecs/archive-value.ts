import { dateOfAppleTime } from "./apple-time.ts";
import { CodecFault, type CodecFaultCode } from "./codec-fault.ts";
import { classNames, type KeyedArchive, objectAt } from "./keyed-archive.ts";
import { DEPTH_MAX, field, type Plist } from "./plist.ts";
import { uuidText } from "./uuid-text.ts";

/** What an archived object means. An object of a class that is not known keeps its fields. */
export type ArchiveValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly ArchiveValue[]
  | ReadonlyMap<string, ArchiveValue>
  | UnknownObject;

/** An object of a class without a meaning here, such as `SFLListItem`. */
export type UnknownObject = {
  readonly className: string;
  readonly fields: ReadonlyMap<string, ArchiveValue>;
};

/** Shared objects are told once for each place they appear in, and this many values are too many. */
const VALUES_MAX = 2 ** 18;

/**
 * Reads the values of objects by their numbers; all it reads has one limit. Throws `CodecFault`: a cycle, too deep, too
 * many values, a reference that leads nowhere.
 */
export type ValueReader = (uid: number) => ArchiveValue;

/** A reader for the objects of an archive. */
export function valueReader(archive: KeyedArchive): ValueReader {
  const reading: Reading = {
    archive,
    path: new Set(),
    spent: { values: 0, depth: 0 },
    classes: new Map(),
  };
  return (uid) => referred(reading, uid, undefined);
}

type Reading = {
  readonly archive: KeyedArchive;
  /** The objects that are being read, each inside the one before. */
  readonly path: Set<number>;
  readonly spent: { values: number; depth: number };
  /** What is known of the classes, by the numbers of their records. */
  readonly classes: Map<number, KnownClass>;
};

type KnownClass = { readonly className: string | undefined; readonly meaning: Meaning | undefined };

type Refusal = { readonly code: CodecFaultCode; readonly reason: string };

function faultAt({ archive }: Reading, node: Plist, { code, reason }: Refusal): CodecFault {
  return new CodecFault(code, archive.document.offsetOf(node), reason);
}

function referred(reading: Reading, uid: number, from: Plist | undefined): ArchiveValue {
  const object = objectAt(reading.archive, uid, from);
  if (uid === 0 && object.kind === "string" && object.value === "$null") return null;
  const { path } = reading;
  if (path.has(uid))
    throw faultAt(reading, object, { code: "cycle", reason: `object ${uid} holds itself` });
  path.add(uid);
  const value = meaning(reading, object);
  path.delete(uid);
  return value;
}

/** The value of a node: of what it refers to, or of itself. */
function meaning(reading: Reading, node: Plist): ArchiveValue {
  if (node.kind !== "uid" && node.kind !== "array" && node.kind !== "dictionary")
    return scalar(reading, node);
  const { spent } = reading;
  spent.depth += 1;
  if (spent.depth > DEPTH_MAX)
    throw faultAt(reading, node, {
      code: "too_deep",
      reason: `objects more than ${DEPTH_MAX} deep`,
    });
  const value = compound(reading, node);
  spent.depth -= 1;
  return value;
}

type Compound = Extract<Plist, { readonly kind: "uid" | "array" | "dictionary" }>;

function compound(reading: Reading, node: Compound): ArchiveValue {
  if (node.kind === "uid") return referred(reading, node.value, node);
  spend(reading, node);
  if (node.kind === "array") return node.items.map((item) => meaning(reading, item));
  return instance(reading, node);
}

function scalar(reading: Reading, node: Exclude<Plist, Compound>): ArchiveValue {
  spend(reading, node);
  if (node.kind === "null") return null;
  return node.kind === "date" ? (dateOfAppleTime(node.value) ?? null) : node.value;
}

function spend(reading: Reading, node: Plist): void {
  reading.spent.values += 1;
  if (reading.spent.values > VALUES_MAX)
    throw faultAt(reading, node, { code: "too_large", reason: `more than ${VALUES_MAX} values` });
}

type Meaning = (reading: Reading, object: Plist) => ArchiveValue | undefined;

/** The classes with a meaning, each with how it is told. Mutable variants are listed by their own names. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["NSDictionary", dictionary],
  ["NSMutableDictionary", dictionary],
  ...["NSArray", "NSMutableArray", "NSSet", "NSMutableSet", "NSOrderedSet"].map(
    (name): [string, Meaning] => [
      name,
      (reading, object) => list(reading, field(object, "NS.objects")),
    ],
  ),
  ["NSDate", (_, object) => date(field(object, "NS.time"))],
  ["NSData", (reading, object) => part(reading, object, "NS.data")],
  ["NSMutableData", (reading, object) => part(reading, object, "NS.data")],
  ["NSString", (reading, object) => part(reading, object, "NS.string")],
  ["NSMutableString", (reading, object) => part(reading, object, "NS.string")],
  ["NSUUID", (reading, object) => uuid(part(reading, object, "NS.uuidbytes"))],
  ["NSURL", url],
  ["NSNull", () => null],
]);

function instance(reading: Reading, object: Extract<Plist, { kind: "dictionary" }>): ArchiveValue {
  const { className, meaning: known } = classOf(reading, object);
  const value = known?.(reading, object);
  if (value !== undefined) return value;
  const fields = object.keys.flatMap((key, at): [string, ArchiveValue][] => {
    const node = object.values[at];
    if (key.kind !== "string" || key.value === "$class" || node === undefined) return [];
    return [[key.value, meaning(reading, node)]];
  });
  return className === undefined ? new Map(fields) : { className, fields: new Map(fields) };
}

function classOf({ archive, classes }: Reading, object: Plist): KnownClass {
  const uid = field(object, "$class");
  const number = uid?.kind === "uid" ? uid.value : -1;
  const seen = classes.get(number);
  if (seen !== undefined) return seen;
  const names = classNames(archive, object);
  const known = names.map((name) => MEANINGS.get(name)).find((each) => each !== undefined);
  const found = { className: names[0], meaning: known };
  classes.set(number, found);
  return found;
}

function part(reading: Reading, object: Plist, name: string): ArchiveValue | undefined {
  const node = field(object, name);
  return node === undefined ? undefined : meaning(reading, node);
}

function list(reading: Reading, node: Plist | undefined): readonly ArchiveValue[] | undefined {
  return node?.kind === "array" ? node.items.map((item) => meaning(reading, item)) : undefined;
}

function dictionary(reading: Reading, object: Plist): ArchiveValue | undefined {
  const keys = list(reading, field(object, "NS.keys"));
  const values = list(reading, field(object, "NS.objects"));
  if (keys === undefined || values === undefined) return undefined;
  if (keys.length !== values.length)
    throw faultAt(reading, object, {
      code: "bad_object",
      reason: `${keys.length} keys for ${values.length} values`,
    });
  const entries = new Map<string, ArchiveValue>();
  for (const [at, key] of keys.entries()) entries.set(keyText(key, at), values[at] ?? null);
  return entries;
}

/** Keys are texts in every file that was seen; another one stays apart from them by its place. */
function keyText(key: ArchiveValue, at: number): string {
  if (typeof key === "string") return key;
  return typeof key === "number" ? String(key) : `key ${at}`;
}

function date(node: Plist | undefined): Date | undefined {
  const isNumber = node?.kind === "real" || node?.kind === "integer";
  return isNumber ? dateOfAppleTime(Number(node.value)) : undefined;
}

function uuid(bytes: ArchiveValue | undefined): string | undefined {
  return bytes instanceof Uint8Array && bytes.length === 16 ? uuidText(bytes) : undefined;
}

function url(reading: Reading, object: Plist): string | undefined {
  const relative = part(reading, object, "NS.relative");
  const base = part(reading, object, "NS.base");
  if (typeof relative !== "string") return undefined;
  if (typeof base !== "string") return relative;
  return URL.parse(relative, base)?.href ?? relative;
}
