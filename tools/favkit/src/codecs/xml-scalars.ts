import { APPLE_EPOCH_SECONDS } from "./apple-time.ts";
import type { Plist } from "./plist.ts";

/** The node of an `<integer>`, decimal or hexadecimal; undefined when the text is none. */
export function integerOf(text: string): Plist | undefined {
  const match = /^\s*(?<sign>[+-]?)(?<digits>\d{1,20}|0[xX][0-9a-fA-F]{1,16})\s*$/.exec(text);
  if (match === null) return undefined;
  const size = BigInt(match.groups?.["digits"] ?? "");
  const big = match.groups?.["sign"] === "-" ? -size : size;
  const value = Number(big);
  return { kind: "integer", value: Number.isSafeInteger(value) ? value : big };
}

const INFINITIES: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Infinity],
  ["infinity", Infinity],
  ["+infinity", Infinity],
  ["-inf", -Infinity],
  ["-infinity", -Infinity],
]);

/** The node of a `<real>`; undefined when the text is none. */
export function realOf(text: string): Plist | undefined {
  const trimmed = text.trim();
  const isDecimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed);
  const value = isDecimal ? Number(trimmed) : INFINITIES.get(trimmed.toLowerCase());
  return value === undefined ? undefined : { kind: "real", value, bytes: 8 };
}

/** The node of a `<date>`, which is UTC to the second; undefined when the text is none. */
export function dateOf(text: string): Plist | undefined {
  const trimmed = text.trim();
  const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(trimmed);
  const seconds = isDate ? Date.parse(trimmed) / 1000 - APPLE_EPOCH_SECONDS : Number.NaN;
  return Number.isNaN(seconds) ? undefined : { kind: "date", value: seconds };
}

/** The node of a `<data>`, which is Base64 with blanks anywhere; undefined when the text is none. */
export function dataOf(text: string): Plist | undefined {
  const compact = text.replaceAll(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  return { kind: "data", value: Buffer.from(compact, "base64") };
}
