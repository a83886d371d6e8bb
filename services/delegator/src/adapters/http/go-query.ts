import { byteOutsideUtf8, textOfBytes } from "./go-bytes.ts";

/**
 * The original is written in Go, and its clients see how Go's `net/url` reads a query: pairs with a semicolon or a
 * broken escape are dropped, `+` is a space, and the first value of a repeated key counts.
 */
export type GoQuery = ReadonlyMap<string, readonly string[]>;

/** Undefined where an escape is broken; one that is not UTF-8 is none of those. */
function unescape(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  const bytes = text
    .replaceAll("+", " ")
    .replaceAll(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return textOfBytes(bytes);
}

function parsePair(pair: string): readonly [key: string, value: string] | undefined {
  if (pair === "" || pair.includes(";")) return undefined;
  const equals = pair.indexOf("=");
  const key = unescape(equals === -1 ? pair : pair.slice(0, equals));
  const value = unescape(equals === -1 ? "" : pair.slice(equals + 1));
  return key === undefined || value === undefined ? undefined : [key, value];
}

/** Reads the part of a request target after the question mark; Node gives a target's bytes as one character each. */
export function parseGoQuery(target: string): GoQuery {
  const mark = target.indexOf("?");
  const values = new Map<string, string[]>();
  if (mark === -1) return values;
  for (const pair of target.slice(mark + 1).split("&")) {
    const parsed = parsePair(pair);
    if (parsed === undefined) continue;
    const [key, value] = parsed;
    const others = values.get(key);
    if (others === undefined) values.set(key, [value]);
    else others.push(value);
  }
  return values;
}

function escapeCharacter(character: string): string {
  if (character === " ") return "+";
  const byte = byteOutsideUtf8(character);
  const bytes = byte === undefined ? Buffer.from(character) : Buffer.of(byte);
  return bytes.toString("hex").toUpperCase().replaceAll(/../g, "%$&");
}

/** Everything but unreserved characters is escaped, and a space becomes `+`. */
function escape(text: string): string {
  return text.replaceAll(/[^\w.~-]/gu, escapeCharacter);
}

/** Sorted by key, as Go's `Values.Encode` does. */
export function formatGoQuery(query: GoQuery): string {
  return [...query]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([key, values]) => values.map((value) => `${escape(key)}=${escape(value)}`))
    .join("&");
}
