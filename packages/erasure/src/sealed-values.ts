import { fromJsonText, InvalidValue } from "@holdfast/cqrs";

import type { DataKey } from "./data-key.ts";
import { ERASED } from "./erased.ts";
import { isFields } from "./is-fields.ts";
import { KeyUnknown } from "./key-unknown.ts";
import { SealBroken } from "./seal-broken.ts";
import { openSeal, parseSeal } from "./seal-text.ts";
import type { FoundKey } from "./subject-keys.ts";

/** The only field of a sealed value. */
const TAG = "$enc";

/** A value that is encrypted. */
export type SealedValue = { readonly [TAG]: string };

/** Why a value is refused that nobody sealed here. */
export const LOOKS_SEALED = "would be read back as a sealed value";

/** Nothing that is stored is nested deeper. */
const DEPTH_MAX = 64;

/** Wraps a sealed text up as it is stored. */
export function sealedValue(text: string): SealedValue {
  return { [TAG]: text };
}

/** Whether a value will be taken for a sealed one. */
export function isSealed(value: unknown): value is SealedValue {
  return isFields(value) && typeof value[TAG] === "string" && Object.keys(value).length === 1;
}

/** Every sealed value in a value, with the path to it. Throws `InvalidValue` at what is nested too deep to be stored. */
export function sealsIn(value: unknown): readonly SealedAt[] {
  // Most values hold none, and need no path to anything.
  return isWorthALook(value, 0) ? sealsInside(value, "", 0) : NONE;
}

const NONE: readonly SealedAt[] = [];

/** Whether a sealed value is in a value, or more than may be: most hold none, and this tells soonest. */
export function mayHoldSeal(value: unknown): boolean {
  return isWorthALook(value, 0);
}

function isWorthALook(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth >= DEPTH_MAX || isSealed(value)) return true;
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return items.some((item) => isWorthALook(item, depth + 1));
}

function sealsInside(value: unknown, path: string, depth: number): readonly SealedAt[] {
  if (typeof value !== "object" || value === null) return [];
  if (isSealed(value)) return [{ path, text: value[TAG] }];
  if (depth >= DEPTH_MAX) throw new InvalidValue(path, `is nested deeper than ${DEPTH_MAX}`);
  return placesIn(value, path).flatMap(([inner, item]) => sealsInside(item, inner, depth + 1));
}

/** A sealed value and where it is. */
export type SealedAt = { readonly path: string; readonly text: string };

function placesIn(value: object, path: string): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((item: unknown, at) => [`${path}[${at}]`, item]);
  const joint = path === "" ? "" : ".";
  return Object.entries(value).map(([name, item]) => [`${path}${joint}${name}`, item]);
}

/** How sealed values are opened. */
export type Opening = {
  readonly keys: ReadonlyMap<string, FoundKey>;
  /** The place that a value at this path is bound to. */
  readonly placeOf: (path: string) => string;
  /** What it is in, for those who read of a failure. */
  readonly where: string;
};

/** The value with all that is sealed in it opened, or erased. Throws `SealBroken` and `KeyUnknown`. */
export function opened(value: unknown, opening: Opening, path = ""): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isSealed(value)) return openedValue({ path, text: value[TAG] }, opening);
  const joint = path === "" ? "" : ".";
  if (Array.isArray(value)) {
    return value.map((item: unknown, at) => opened(item, opening, `${path}[${at}]`));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      opened(item, opening, `${path}${joint}${name}`),
    ]),
  );
}

function openedValue({ path, text }: SealedAt, { keys, placeOf, where }: Opening): unknown {
  const seal = parseSeal(text);
  if (seal === undefined) throw new SealBroken(`${where} at ${path}`);
  const found = keys.get(seal.keyId);
  if (found === undefined) throw new KeyUnknown(`${where} at ${path}`, seal.keyId);
  if (found.key === undefined) return ERASED;
  const plain = openSeal(seal, found.key.key, placeOf(path));
  if (plain === undefined) throw new SealBroken(`${where} at ${path}`);
  return fromJsonText(plain);
}

/** The ids of the keys that sealed some values; what is no sealed text has none. */
export function keyIdsIn(seals: readonly SealedAt[]): readonly string[] {
  return seals.flatMap(({ text }) => parseSeal(text)?.keyId ?? []);
}

/** The keys, if all of some are there; undefined if one was destroyed or is not known. */
export function allOf(
  keyIds: readonly string[],
  keys: ReadonlyMap<string, FoundKey>,
): readonly DataKey[] | undefined {
  const found = keyIds.flatMap((keyId) => keys.get(keyId)?.key ?? []);
  return found.length === keyIds.length ? found : undefined;
}
