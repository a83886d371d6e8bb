import { InvalidValue } from "./invalid-value.ts";

/** Deeper values are refused: PostgreSQL's parser and ours are both recursive. */
const DEPTH_MAX = 64;

const BIGINT = "$bigint";
const INTEGER = /^(0|-?[1-9][0-9]*)$/;

/**
 * The one JSON text of a value (RFC 8785), fit to be hashed and stored. A bigint is `{"$bigint":"500"}`, as
 * `fromJsonText` reads it. Throws `InvalidValue` with the path of what JSON or PostgreSQL could not give back.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

/** The same for an object without one of its fields, which is stored elsewhere. */
export function canonicalFields(value: object, leftOut: string): string {
  return writeObject(value, 0, leftOut);
}

function write(value: unknown, depth: number): string {
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "bigint") return `{"${BIGINT}":"${value}"}`;
  if (value === null) return "null";
  if (typeof value !== "object") throw new InvalidValue("", `${typeof value} has no JSON form`);
  if (depth >= DEPTH_MAX) throw new InvalidValue("", `is nested deeper than ${DEPTH_MAX}`);
  return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
}

/** RFC 8785 prints numbers as ECMAScript does; -0 becomes 0. */
function writeNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  throw new InvalidValue("", `${value} is no JSON number`);
}

/** A text in canonical JSON, for whoever puts texts together. Throws as `canonicalJson` does. */
export function canonicalString(text: string): string {
  return writeString(text);
}

/** Most texts need neither escapes nor a closer look; this tells in a third of the time. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** Up to this length a walk tells sooner than the expression. */
const WALKED_MAX = 64;

function isPlain(text: string): boolean {
  const { length } = text;
  if (length > WALKED_MAX) return PLAIN.test(text);
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < SPACE || code > TILDE || code === QUOTE || code === BACKSLASH) return false;
  }
  return true;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const TILDE = 0x7e;

function writeString(text: string): string {
  if (isPlain(text)) return `"${text}"`;
  // PostgreSQL stores neither: 22P05 and 22P02 would fail a whole batch.
  if (text.includes("\0")) throw new InvalidValue("", "holds a NUL character");
  if (!text.isWellFormed()) throw new InvalidValue("", "holds a lone surrogate");
  return JSON.stringify(text);
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = "[";
  for (let at = 0; at < items.length; at += 1) {
    if (at > 0) text += ",";
    text += inside(`[${at}]`, items[at], depth);
  }
  return `${text}]`;
}

function writeObject(value: object, depth: number, leftOut?: string): string {
  if (!isPlainObject(value)) {
    throw new InvalidValue("", "is an instance of a class, not a plain object");
  }
  const names = namesOf(value, leftOut);
  if (names.length === 1 && isTag(value[BIGINT])) {
    throw new InvalidValue("", "would be read back as a bigint");
  }
  let text = "{";
  for (const name of names) {
    if (text.length > 1) text += ",";
    text += `${inside(name, name, depth)}:${inside(name, value[name], depth)}`;
  }
  return `${text}}`;
}

/** The names of an object in the default order, by UTF-16 code units, which is what RFC 8785 asks for. */
function namesOf(value: object, leftOut: string | undefined): readonly string[] {
  const names = Object.keys(value);
  const at = leftOut === undefined ? -1 : names.indexOf(leftOut);
  if (at >= 0) names.splice(at, 1);
  const areSorted = names.every((name, next) => next === 0 || (names[next - 1] ?? "") < name);
  return areSorted ? names : names.sort();
}

/** Writes what stands at a place; a path is made only where it has to be told. */
function inside(place: string, value: unknown, depth: number): string {
  try {
    return write(value, depth + 1);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    const joint = error.path === "" || error.path.startsWith("[") ? "" : ".";
    throw new InvalidValue(`${place}${joint}${error.path}`, error.reason);
  }
}

function isPlainObject(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isTag(value: unknown): boolean {
  return typeof value === "string" && INTEGER.test(value);
}
