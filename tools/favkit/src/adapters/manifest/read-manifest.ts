import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

import { type Manifest, MANIFEST_WORDS, type ManifestItem } from "../../application/manifest.ts";
import { FavkitError } from "../../domain/favkit-error.ts";
import { quoted } from "../../domain/printable.ts";
import { hasControlCharacter, isUrl } from "../../domain/requested-target.ts";

/** The most bytes that a manifest may have. */
export const MANIFEST_BYTES_MAX = 1_048_576;
/** The most items: more than any sidebar can show. */
const ITEMS_MAX = 2000;
const ITEM_KEYS: ReadonlySet<string> = new Set(["path", "url", "uuid", "name", "hidden"]);
const PLACE_KEYS = ["path", "url", "uuid"] as const;

/**
 * Reads a manifest, YAML 1.2 or JSON (which is YAML). Nothing in it refers to anything else: anchors, aliases and
 * tags are refused, so that a small file cannot become a large one. Throws `bad_manifest` with line and column.
 * `source` names the file in messages.
 */
export function readManifest(text: string, source: string): Manifest {
  const lines = new LineCounter();
  const reader = new Reader(source, lines);
  if (Buffer.byteLength(text) > MANIFEST_BYTES_MAX) {
    throw reader.mistake(0, `more than ${MANIFEST_BYTES_MAX} bytes`);
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: "1.2" });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw reader.mistake(fault.pos[0], fault.message);
  return { source, items: reader.items(document.contents) };
}

/** Knows where a node stands. */
class Reader {
  readonly #source: string;
  readonly #lines: LineCounter;

  constructor(source: string, lines: LineCounter) {
    this.#source = source;
    this.#lines = lines;
  }

  mistake(at: Node | number | null | undefined, reason: string): FavkitError {
    const { line, column } = this.#place(at);
    const where = `${quoted(this.#source)}: line ${line}, column ${column}`;
    return new FavkitError("bad_manifest", `${where}: ${reason}`);
  }

  items(root: unknown): readonly ManifestItem[] {
    if (isSeq<Node>(root)) return this.#itemsOf(root);
    if (!isMap<Node, Node>(root)) {
      throw this.mistake(asNode(root), "a manifest is a list of items, or { favorites: [ … ] }");
    }
    const entries = this.#entries(root, new Set(["favorites"]));
    const list = entries.get("favorites");
    if (list === undefined) throw this.mistake(root, 'the key "favorites" is missing');
    if (isScalar(list) && list.value === null) return [];
    if (!isSeq<Node>(list)) throw this.mistake(list, '"favorites" is a list of items');
    return this.#itemsOf(list);
  }

  #itemsOf({ items }: { readonly items: readonly Node[] }): readonly ManifestItem[] {
    if (items.length > ITEMS_MAX) {
      throw this.mistake(items[ITEMS_MAX], `more than ${ITEMS_MAX} items`);
    }
    return items.map((node) => this.#item(node));
  }

  #item(node: Node): ManifestItem {
    if (isScalar(node)) {
      const place = { text: this.#address(node) };
      return { place, isHidden: false, ...this.#place(node) };
    }
    if (!isMap<Node, Node>(node)) {
      const what = isAlias(node) ? "aliases are not taken" : "an item is a text or a map";
      throw this.mistake(node, what);
    }
    const entries = this.#entries(node, ITEM_KEYS);
    const [key, ...others] = PLACE_KEYS.filter((each) => entries.has(each));
    if (key === undefined || others.length > 0) {
      throw this.mistake(node, "an item has exactly one of path, url and uuid");
    }
    const name = entries.get("name");
    return {
      place: this.#placeNamed(key, entries.get(key) ?? node),
      isHidden: this.#flag(entries.get("hidden")),
      ...(name === undefined ? {} : { name: this.#text(name) }),
      ...this.#place(node),
    };
  }

  #placeNamed(key: (typeof PLACE_KEYS)[number], node: Node): ManifestItem["place"] {
    const text = this.#text(node);
    if (key === "uuid") return { uuid: text };
    if (key === "url" && !isUrl(text)) throw this.mistake(node, `${quoted(text)} is no URL`);
    if (key === "path" && !/^(\/|~(\/|$))/.test(text)) throw this.mistake(node, relative(text));
    return { text };
  }

  /** A word that stands for something special, a path or a URL. */
  #address(node: Node): string {
    const text = this.#text(node);
    const meaning = Object.hasOwn(MANIFEST_WORDS, text) ? MANIFEST_WORDS[text] : undefined;
    if (meaning !== undefined) return meaning;
    if (isUrl(text) || /^(\/|~(\/|$))/.test(text)) return text;
    const words = Object.keys(MANIFEST_WORDS).join(", ");
    throw this.mistake(node, `${relative(text)}, a URL, or one of ${words}`);
  }

  #text(node: Node): string {
    if (!isScalar(node) || typeof node.value !== "string") {
      throw this.mistake(node, "a text is expected here; quote it if it looks like something else");
    }
    if (node.value === "") throw this.mistake(node, "an empty text");
    if (hasControlCharacter(node.value)) {
      throw this.mistake(node, `${quoted(node.value)} holds a control character`);
    }
    return node.value;
  }

  #flag(node: Node | undefined): boolean {
    if (node === undefined) return false;
    if (isScalar(node) && typeof node.value === "boolean") return node.value;
    throw this.mistake(node, '"hidden" is true or false');
  }

  #entries(
    map: { readonly items: readonly { readonly key: Node; readonly value: Node | null }[] },
    known: ReadonlySet<string>,
  ): ReadonlyMap<string, Node> {
    const entries = new Map<string, Node>();
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : "";
      if (!known.has(name)) {
        throw this.mistake(key, `unknown key ${quoted(name)}; known: ${[...known].join(", ")}`);
      }
      if (value === null) throw this.mistake(key, `${quoted(name)} has no value`);
      entries.set(name, value);
    }
    return entries;
  }

  #place(at: Node | number | null | undefined): { readonly line: number; readonly column: number } {
    const offset = typeof at === "number" ? at : (at?.range?.[0] ?? 0);
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function relative(text: string): string {
  return `${quoted(text)} is no absolute path: it begins with / or ~/`;
}

function asNode(value: unknown): Node | null {
  return isScalar(value) || isAlias(value) ? value : null;
}
