import type { Directive, ExportNamedDeclaration, Span, Statement } from "oxc-parser";

import { nameOf, relativePath } from "./imports.ts";
import { parsed } from "./parsed.ts";
import type { SourceFile, SourceTree } from "./source-tree.ts";

type Item = Directive | Statement;

/** The names that a file hands out, in its order. */
export function exportedNames(file: SourceFile): readonly string[] {
  return namedExports(file).flatMap((node) => [
    ...node.specifiers.map(({ exported }) => nameOf(exported)),
    ...(node.declaration === null ? [] : declaredNames(node.declaration)),
  ]);
}

/** A statement that declares a name. */
export type Declaration = { readonly file: SourceFile; readonly item: Item; readonly name: string };

/** A name is passed on this often at most: names that go in a circle are told by the rule about cycles. */
const STEPS_MAX = 8;

/** The statements behind a name of a file: overloads, or a type and a value, make several. None for what is not ours. */
export function declarationsOf(
  tree: SourceTree,
  file: SourceFile,
  name: string,
): readonly Declaration[] {
  return find(tree, { file, name, steps: 0 });
}

type Sought = { readonly file: SourceFile; readonly name: string; readonly steps: number };

function find(tree: SourceTree, { file, name, steps }: Sought): readonly Declaration[] {
  return parsed(file).program.body.flatMap((item) => {
    if (declaredNames(item).includes(name)) return [{ file, item, name }];
    const origin = originOf(item, name);
    if (origin === undefined || steps === STEPS_MAX) return [];
    const { from } = origin;
    const source = from === undefined ? file : tree.file(relativePath(file.path, from));
    if (source === undefined || (source === file && origin.name === name)) return [];
    return find(tree, { file: source, name: origin.name, steps: steps + 1 });
  });
}

type Origin = { readonly from: string | undefined; readonly name: string };

/** Where a statement gets a name from, when it imports it or passes it on. */
function originOf(item: Item, name: string): Origin | undefined {
  if (item.type === "ImportDeclaration") {
    const found = item.specifiers.find(({ local }) => local.name === name);
    return found && "imported" in found
      ? { from: item.source.value, name: nameOf(found.imported) }
      : undefined;
  }
  if (item.type !== "ExportNamedDeclaration") return undefined;
  const found = item.specifiers.find(({ exported }) => nameOf(exported) === name);
  return found && { from: item.source?.value, name: nameOf(found.local) };
}

function namedExports(file: SourceFile): readonly ExportNamedDeclaration[] {
  return parsed(file).program.body.filter((item) => item.type === "ExportNamedDeclaration");
}

function declaredNames(item: Item): readonly string[] {
  if (item.type === "ExportNamedDeclaration") {
    return item.declaration === null ? [] : declaredNames(item.declaration);
  }
  if (item.type === "VariableDeclaration") {
    return item.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  }
  return "id" in item && item.id?.type === "Identifier" ? [item.id.name] : [];
}

/** The doc comment of a statement, without its stars. */
export function docOf({ file, item }: Declaration): string | undefined {
  return docAbove(file, item);
}

/** The doc comment that ends right above a piece of code; a note to the linter may stand in between. */
export function docAbove(file: SourceFile, { start }: Pick<Span, "start">): string | undefined {
  const found = parsed(file).comments.find(
    ({ type, value, end }) =>
      type === "Block" &&
      value.startsWith("*") &&
      end <= start &&
      /^(\s|\/\/[^\n]*\n)*$/.test(file.text.slice(end, start)),
  );
  return found?.value
    .slice(1)
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .join("\n")
    .trim();
}
