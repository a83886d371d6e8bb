import type { Directive, ExportNamedDeclaration, Statement } from "oxc-parser";

import { nameOf, relativePath } from "../imports.ts";
import { manifests } from "../manifests.ts";
import { parsed } from "../parsed.ts";
import type { SourceFile, SourceTree } from "../source-tree.ts";
import type { Rule, Violation } from "../violation.ts";

type Item = Directive | Statement;

/** Every name that a front door hands out is explained where it is declared. */
export const documentedExports: Rule = (tree) => {
  const doors = new Set(manifests(tree).flatMap((manifest) => [...manifest.doors.values()]));
  const undocumented = [...doors].flatMap((path) => {
    const door = tree.file(path);
    return door === undefined ? [] : exportedNames(door).flatMap((name) => judge(tree, door, name));
  });
  // Two doors may hand out the same name.
  return [...new Map(undocumented.map((each) => [JSON.stringify(each), each])).values()];
};

function exportedNames(file: SourceFile): readonly string[] {
  return namedExports(file).flatMap((node) => [
    ...node.specifiers.map(({ exported }) => nameOf(exported)),
    ...(node.declaration === null ? [] : declaredNames(node.declaration)),
  ]);
}

function judge(tree: SourceTree, door: SourceFile, name: string): readonly Violation[] {
  const declarations = find(tree, { file: door, name, steps: 0 });
  const [first] = declarations;
  if (first === undefined || declarations.some(isDocumented)) return [];
  const { file, item } = first;
  return [
    {
      file: file.path,
      line: file.lineAt(item.start),
      reason: `${name} is exported without a doc comment`,
    },
  ];
}

type Declaration = { readonly file: SourceFile; readonly item: Item };

/** A name is passed on this often at most: names that go in a circle are told by the rule about cycles. */
const STEPS_MAX = 8;

type Sought = { readonly file: SourceFile; readonly name: string; readonly steps: number };

/** The statements behind a name: overloads, or a type and a value, make several. None for what is not ours. */
function find(tree: SourceTree, { file, name, steps }: Sought): readonly Declaration[] {
  return parsed(file).program.body.flatMap((item) => {
    if (declaredNames(item).includes(name)) return [{ file, item }];
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

/** A doc comment ends right above the statement; a note to the linter may stand in between. */
function isDocumented({ file, item }: Declaration): boolean {
  return parsed(file).comments.some(
    ({ type, value, end }) =>
      type === "Block" &&
      value.startsWith("*") &&
      end <= item.start &&
      /^(\s|\/\/[^\n]*\n)*$/.test(file.text.slice(end, item.start)),
  );
}
