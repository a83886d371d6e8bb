import { CodecFault } from "./codec-fault.ts";

/**
 * A node of a property list. Identity counts: a binary property list stores a node once however often it is referred
 * to, and real files hold equal texts that are two nodes. So a reader makes one node per stored object, and whoever
 * adds something new takes the equal node that is there already (`interning`).
 */
export type Plist =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** A bigint only where a number would lose digits. */
  | { readonly kind: "integer"; readonly value: number | bigint }
  | { readonly kind: "real"; readonly value: number; readonly bytes: 4 | 8 }
  /** Seconds since 2001-01-01 UTC. */
  | { readonly kind: "date"; readonly value: number }
  | { readonly kind: "data"; readonly value: Uint8Array }
  | { readonly kind: "string"; readonly value: string }
  /** A reference into the `$objects` of a keyed archive. */
  | { readonly kind: "uid"; readonly value: number }
  | PlistArray
  | PlistDictionary;

/** `type` is the marker of the binary format: plain, ordered set or set. */
type PlistArray = {
  readonly kind: "array";
  readonly type: 0xa0 | 0xb0 | 0xc0;
  readonly items: readonly Plist[];
};

/** Keys and values in the order of the file. */
export type PlistDictionary = {
  readonly kind: "dictionary";
  readonly keys: readonly Plist[];
  readonly values: readonly Plist[];
};

/** A property list as it was read. */
export type PlistDocument = {
  readonly root: Plist;
  /** Where a node stands in the bytes, for messages; 0 for a node of another document. */
  offsetOf(node: Plist): number;
};

/** Containers in containers: deeper ones are refused, which also keeps recursion within the stack. */
export const DEPTH_MAX = 256;
/** Larger files are refused unread. */
export const FILE_BYTES_MAX = 64 * 1024 * 1024;

/**
 * How many objects, and references among them, a file of a size may have. A node takes up to 150 bytes of memory, a
 * reference eight, so that reading stays within four times the file and 16 MB; at 20 MB it was measured to. A file of
 * 30 favourites has about 500 objects.
 */
export function objectLimits(fileBytes: number): {
  readonly objectsMax: number;
  readonly referencesMax: number;
} {
  const objectsMax = 2 ** 16 + Math.floor(fileBytes / 64);
  return { objectsMax, referencesMax: 4 * objectsMax };
}

/** Throws `CodecFault` `too_large`. */
export function refuseLarge(bytes: Uint8Array): void {
  if (bytes.length > FILE_BYTES_MAX)
    throw new CodecFault("too_large", FILE_BYTES_MAX, `more than ${FILE_BYTES_MAX} bytes`);
}

/** The value of a key that is a string; undefined when the node is no dictionary or has no such key. */
export function field(node: Plist | undefined, name: string): Plist | undefined {
  if (node?.kind !== "dictionary") return undefined;
  const { keys, values } = node;
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at];
    if (key?.kind === "string" && key.value === name) return values[at];
  }
  return undefined;
}
