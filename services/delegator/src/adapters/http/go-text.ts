import { byteOutsideUtf8 } from "./go-bytes.ts";

const UINT64_MAX = 2n ** 64n - 1n;
const NAMED_ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
  ['"', '\\"'],
]);

function escapeUnprintable(character: string): string {
  const named = NAMED_ESCAPES.get(character);
  if (named !== undefined) return named;
  const byte = byteOutsideUtf8(character);
  const code = byte ?? character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x80 || byte !== undefined) return `\\x${hex.padStart(2, "0")}`;
  return code > 0xffff ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}

/** A text in double quotes with Go's escapes (`strconv.Quote`). */
function goQuote(text: string): string {
  // Go prints letters, marks, numbers, punctuation, symbols and the plain space; the rest is escaped.
  const escaped = text.replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeUnprintable);
  return `"${escaped}"`;
}

export type GoUint =
  | { readonly value: bigint; readonly error?: never }
  | { readonly error: string; readonly value?: never };

/** Reads an unsigned 64-bit number as Go's `strconv.ParseUint(text, 10, 64)` does, error texts included. */
export function parseGoUint(text: string): GoUint {
  const failure = `strconv.ParseUint: parsing ${goQuote(text)}`;
  if (!/^[0-9]+$/.test(text)) return { error: `${failure}: invalid syntax` };
  // More digits than any 64-bit number has, leading zeros aside, need no arithmetic.
  const digits = text.replace(/^0+(?=.)/, "");
  const value = digits.length > 20 ? UINT64_MAX + 1n : BigInt(digits);
  return value > UINT64_MAX ? { error: `${failure}: value out of range` } : { value };
}

/** JSON as Go's encoder writes it: angle brackets, ampersands and line separators escaped, one newline at the end. */
export function goJson(value: unknown): string {
  const json = JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `${json}\n`;
}
