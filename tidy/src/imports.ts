import { isBuiltin } from "node:module";
import { posix } from "node:path";

import { Visitor } from "oxc-parser";

import { type Manifest, manifests } from "./manifests.ts";
import { parsed } from "./parsed.ts";
import { isCode } from "./place.ts";
import type { SourceFile, SourceTree } from "./source-tree.ts";

/** What an import leads to. */
type Target =
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  /** A package of this repository; the path is undefined when it has no such front door. */
  | { readonly kind: "workspace"; readonly manifest: Manifest; readonly path: string | undefined }
  | { readonly kind: "library"; readonly name: string };

/** One import, re-export, dynamic import or `import("…")` type. */
export type Import = {
  readonly from: SourceFile;
  readonly line: number;
  readonly specifier: string;
  /** The names asked for; empty for a namespace, a side effect, a dynamic import. */
  readonly names: readonly string[];
  readonly target: Target;
};

const importsByTree = new WeakMap<SourceTree, readonly Import[]>();

/** Every import of every code file whose specifier is a plain string. */
export function importsOf(tree: SourceTree): readonly Import[] {
  const known = importsByTree.get(tree);
  if (known !== undefined) return known;
  const all = manifests(tree);
  const imports = tree.files
    .filter(({ path }) => isCode(path))
    .flatMap((from) =>
      specifiersOf(from).map(({ start, specifier, names }) => ({
        from,
        line: from.lineAt(start),
        specifier,
        names,
        target: targetOf(all, from.path, specifier),
      })),
    );
  importsByTree.set(tree, imports);
  return imports;
}

/** The path a relative specifier means; there is no search, because specifiers carry their extension. */
export function relativePath(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}

/** "@scope/name/sub/path" is the package "@scope/name" and the subpath "./sub/path". */
function packageOf(specifier: string): { readonly name: string; readonly subpath: string } {
  const parts = specifier.split("/");
  const depth = specifier.startsWith("@") ? 2 : 1;
  return { name: parts.slice(0, depth).join("/"), subpath: [".", ...parts.slice(depth)].join("/") };
}

function targetOf(all: readonly Manifest[], from: string, specifier: string): Target {
  if (/^\.{1,2}\//.test(specifier)) return { kind: "file", path: relativePath(from, specifier) };
  if (isBuiltin(specifier)) return { kind: "builtin", name: specifier };
  const { name, subpath } = packageOf(specifier);
  const manifest = all.find((each) => each.name === name && each.folder !== "");
  if (manifest === undefined) return { kind: "library", name };
  return { kind: "workspace", manifest, path: manifest.doors.get(subpath) };
}

type Specifier = Pick<Import, "specifier" | "names"> & { readonly start: number };

function specifiersOf(file: SourceFile): readonly Specifier[] {
  const found: Specifier[] = [];
  const add = (source: { readonly start: number; readonly value: string }, names: string[] = []) =>
    found.push({ start: source.start, specifier: source.value, names });
  new Visitor({
    ImportDeclaration: ({ source, specifiers }) =>
      add(
        source,
        specifiers.flatMap((each) => ("imported" in each ? [nameOf(each.imported)] : [])),
      ),
    ExportAllDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source, specifiers }) =>
      source &&
      add(
        source,
        specifiers.map(({ local }) => nameOf(local)),
      ),
    ImportExpression: ({ source }) => {
      if (source.type === "Literal" && typeof source.value === "string") add(source);
    },
    TSImportType: ({ source }) => add(source),
  }).visit(parsed(file).program);
  return found;
}

/** A name in an import or export list, which may also be written as a string. */
export function nameOf(node: { readonly name: string } | { readonly value: string }): string {
  return "name" in node ? node.name : node.value;
}
