import type { Draw } from "../draw.ts";
import { oneOf } from "./choose.ts";
import { oddText } from "./odd-values.ts";

/** More than the service reads. */
const TOO_LARGE = 1_048_577;
const DEPTH_MAX = 100_000;
const DIGITS_MAX = 5_000;

/** Does something to the text of a JSON object; what comes of it may still be JSON. */
type Spoiling = (draw: Draw, json: string) => string | Buffer;

const LITERALS = [
  ["1e999", "-1e999", "1e-999", "-0", "01", ".5", "1.", "+1", "0x10", "NaN", "Infinity"],
  ["undefined", "'x'", '"\\ud800"', '"\\udc00\\ud800"', '"\\u0000"', '"\\x41"', '"\n"', "True"],
  ['{"$bigint":"1"}', '{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', "/**/1"],
].flat();

const AFTER = ["{}", "x", "\u0000", "]", "}", ",", "//", "\ufeff"] as const;

const SPOILINGS: readonly Spoiling[] = [
  // Cut off.
  (draw, json) => json.slice(0, draw.between(0, json.length)),
  // A field twice.
  (draw, json) => inFront(json, draw, (name) => `"${name}":${JSON.stringify(oddText(draw))},`),
  // A field that is not JSON, or is what JSON should not be.
  (draw, json) => inFront(json, draw, (name) => `"${name}":${oneOf(draw, LITERALS)},`),
  (draw, json) => inFront(json, draw, () => `"more":${oneOf(draw, LITERALS)},`),
  (draw, json) => inFront(json, draw, () => `"more":${nested(draw)},`),
  (draw, json) => inFront(json, draw, (name) => `"${name}":${nested(draw)},`),
  (draw, json) => inFront(json, draw, (name) => `"${name}":${digits(draw)},`),
  (draw) => nested(draw),
  (draw) => digits(draw),
  (draw, json) => json + oneOf(draw, AFTER),
  (_draw, json) => `\ufeff${json}`,
  (_draw, json) => json.replaceAll('"', "'"),
  (_draw, json) => json.replaceAll(",", ",,"),
  (_draw, json) => Buffer.from(json, "utf16le"),
  () => "",
  (draw, json) => flipped(draw, Buffer.from(json)),
  (draw, json) => notUtf8(draw, Buffer.from(json)),
  (_draw, json) => inFrontOf(json, `"more":"${"x".repeat(TOO_LARGE)}",`),
];

/** The bytes of an object after something was done to it. */
export function spoilJson(draw: Draw, json: string): Buffer {
  const spoilt = oneOf(draw, SPOILINGS)(draw, json);
  return typeof spoilt === "string" ? Buffer.from(spoilt) : spoilt;
}

/** Puts a member in front of the others, of which one may have the same name. */
function inFront(json: string, draw: Draw, member: (name: string) => string): string {
  const names = Array.from(json.matchAll(/"(\w+)":/g), ([, name = ""]) => name);
  return inFrontOf(json, member(oneOf(draw, ["id", ...names])));
}

function inFrontOf(json: string, member: string): string {
  return json.replace("{", () => `{${member}`);
}

function nested(draw: Draw): string {
  const depth = draw.between(1, draw.chance(50) ? 100 : DEPTH_MAX);
  const [open, close] = oneOf(draw, [
    ["[", "]"],
    ['{"a":', "}"],
  ] as const);
  return `${open.repeat(depth)}1${close.repeat(draw.chance(80) ? depth : depth - 1)}`;
}

function digits(draw: Draw): string {
  const all = "9".repeat(draw.between(1, DIGITS_MAX));
  return draw.chance(50) ? all : `0.${all}e${draw.between(0, DIGITS_MAX)}`;
}

function flipped(draw: Draw, bytes: Buffer): Buffer {
  const at = draw.between(0, Math.max(0, bytes.length - 1));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << draw.between(0, 7));
  return bytes;
}

const NOT_UTF8 = ["ff", "c0af", "eda080", "f4908080", "80", "e282"] as const;

function notUtf8(draw: Draw, bytes: Buffer): Buffer {
  const at = draw.between(0, bytes.length);
  const odd = Buffer.from(oneOf(draw, NOT_UTF8), "hex");
  return Buffer.concat([bytes.subarray(0, at), odd, bytes.subarray(at)]);
}
