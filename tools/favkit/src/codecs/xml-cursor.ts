import { isUtf8 } from "node:buffer";

import { CodecFault } from "./codec-fault.ts";

/** `<name>`, `</name>` or `<name/>`, without its attributes. */
export type Tag = {
  readonly name: string;
  readonly form: "open" | "close" | "empty";
  readonly offset: number;
};

/** Goes through XML from tag to tag. Every method throws `CodecFault` `bad_xml`. */
export type XmlCursor = {
  /** The next tag; before it there may be blanks, comments and instructions, and no text. */
  tag(): Tag;
  /** The text up to the next tag, decoded; comments in it are left out. */
  text(): string;
  /** Checks that nothing else follows. */
  end(): void;
};

const UTF8_MARK = "\u00EF\u00BB\u00BF";
/** Markup that holds no tags, by how it begins and how it ends. */
const PASSED_OVER: readonly (readonly [begin: string, end: string])[] = [
  ["<!--", "-->"],
  ["<?", "?>"],
  ["<!DOCTYPE", ">"],
];
/** What stands for "the end" in a search. */
const NOWHERE = -1;

/** A cursor at the beginning of the bytes. */
export function xmlCursor(bytes: Uint8Array): XmlCursor {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const source: Source = { buffer, at: 0 };
  if (startsWith(source, UTF8_MARK)) source.at = UTF8_MARK.length;
  return {
    tag() {
      skipMarkup(source);
      return readTag(source);
    },
    text: () => readText(source),
    end() {
      skipMarkup(source);
      if (source.at < buffer.length) throw fault(source, "something after the end");
    },
  };
}

type Source = { readonly buffer: Buffer; at: number };

function fault({ at }: Source, reason: string): CodecFault {
  return new CodecFault("bad_xml", at, reason);
}

function startsWith({ buffer, at }: Source, prefix: string): boolean {
  return buffer.toString("latin1", at, at + prefix.length) === prefix;
}

/** The place behind the next `end`. */
function endOf(source: Source, end: string): number {
  const found = source.buffer.indexOf(end, source.at, "latin1");
  if (found === NOWHERE) throw fault(source, `no ${end} after this`);
  return found + end.length;
}

function skipMarkup(source: Source): void {
  for (;;) {
    skipBlanks(source);
    const passed = PASSED_OVER.find(([begin]) => startsWith(source, begin));
    if (passed === undefined) return;
    const [begin, end] = passed;
    const next = endOf(source, end);
    const markup = source.buffer.subarray(source.at, next);
    if (begin === "<!DOCTYPE" && markup.includes("["))
      throw fault(source, "a document type with definitions of its own");
    if (begin === "<?") refuseEncoding(source, markup);
    source.at = next;
  }
}

function refuseEncoding(source: Source, instruction: Buffer): void {
  const match = /^<\?xml\s[^]*\sencoding\s*=\s*["'](?<name>[^"']*)["']/.exec(
    instruction.toString("latin1"),
  );
  const name = match?.groups?.["name"] ?? "utf-8";
  if (!/^(utf-?8|us-ascii)$/i.test(name)) throw fault(source, `encoding ${name}, not UTF-8`);
}

function skipBlanks(source: Source): void {
  const { buffer } = source;
  while (isBlank(buffer[source.at])) source.at += 1;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Names of elements and their attributes are short. */
const TAG_BYTES_MAX = 1024;
const TAG =
  /^<(?<close>\/?)(?<name>[A-Za-z][A-Za-z0-9._-]*)(?:\s+[A-Za-z][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?<empty>\/?)>/;

function readTag(source: Source): Tag {
  const { buffer, at: offset } = source;
  const end = buffer.indexOf(">", offset) + 1;
  const isShort = end > 0 && end - offset <= TAG_BYTES_MAX;
  const match = isShort ? TAG.exec(buffer.toString("latin1", offset, end)) : null;
  if (match === null) throw fault(source, "no tag");
  source.at = end;
  const { close, empty, name = "" } = match.groups ?? {};
  if (close !== "") return { name, offset, form: "close" };
  return { name, offset, form: empty === "" ? "open" : "empty" };
}

function readText(source: Source): string {
  let text = "";
  for (;;) {
    const next = source.buffer.indexOf("<", source.at);
    if (next === NOWHERE) throw fault(source, "text without an end");
    text += decoded(source, next);
    source.at = next;
    if (startsWith(source, "<![CDATA[")) {
      const end = endOf(source, "]]>");
      source.at += "<![CDATA[".length;
      text += utf8(source, end - "]]>".length);
      source.at = end;
    } else if (startsWith(source, "<!--")) source.at = endOf(source, "-->");
    else return text;
  }
}

function utf8(source: Source, end: number): string {
  const part = source.buffer.subarray(source.at, end);
  if (!isUtf8(part)) throw fault(source, "text that is not UTF-8");
  return part.toString("utf8");
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** The text up to a place, its entities replaced. */
function decoded(source: Source, end: number): string {
  const text = utf8(source, end);
  if (!text.includes("&")) return text;
  return text.replaceAll(
    /&(?:(?<name>[a-z]{2,4});|#(?<number>\d{1,7}|x[0-9a-fA-F]{1,6});)?/g,
    (...parts) => {
      const groups: unknown = parts.at(-1);
      const { name, number } = entityIn(groups);
      const value = name === undefined ? characterOf(number) : ENTITIES[name];
      if (value === undefined) throw fault(source, "an entity that XML does not define");
      return value;
    },
  );
}

type Entity = { readonly name?: string | undefined; readonly number?: string | undefined };

function entityIn(groups: unknown): Entity {
  return typeof groups === "object" && groups !== null ? groups : {};
}

/** XML allows the characters of Unicode but for most control characters and lone surrogates. */
function characterOf(number: string | undefined): string | undefined {
  if (number === undefined) return undefined;
  const code = Number(number.startsWith("x") ? `0${number}` : number);
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  if (code > 0x10_ffff || isSurrogate || (code < 0x20 && !isBlank(code))) return undefined;
  return String.fromCodePoint(code);
}
