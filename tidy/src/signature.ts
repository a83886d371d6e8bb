import type { ClassElement, Span, Statement } from "oxc-parser";

import { type Declaration, docAbove } from "./declarations.ts";
import type { SourceFile } from "./source-tree.ts";

/** How a name is declared: what it is, and its declaration without what is private to it. */
export type Signature = {
  readonly kind: "class" | "constant" | "function" | "type" | "value";
  readonly text: string;
};

/** A constant that is longer is told by its name alone. */
const VALUE_LINES_MAX = 20;

/** The signatures of a name; of an overloaded function, that of the implementation is not one. */
export function signaturesOf(declarations: readonly Declaration[]): readonly Signature[] {
  const all = declarations.map((each) => ({ ...each, item: withoutExport(each.item) }));
  const isOverloaded = all.some(({ item }) => item.type === "TSDeclareFunction");
  return all
    .filter(({ item }) => !isOverloaded || item.type !== "FunctionDeclaration")
    .map(({ file, item, name }) => signatureOf(file, item, name));
}

function withoutExport(item: Declaration["item"]): Declaration["item"] {
  return item.type === "ExportNamedDeclaration" && item.declaration !== null
    ? item.declaration
    : item;
}

type Variables = Extract<Statement, { readonly type: "VariableDeclaration" }>;

function signatureOf(file: SourceFile, item: Declaration["item"], name: string): Signature {
  if (item.type === "VariableDeclaration") return variableOf(file, item, name);
  if (item.type === "FunctionDeclaration") {
    return { kind: "function", text: `${upTo(file, item, item.body)};` };
  }
  if (item.type === "ClassDeclaration") {
    const members = item.body.body.flatMap((member) => memberOf(file, member));
    return { kind: "class", text: `${upTo(file, item, item.body)} {\n${members.join("\n")}\n}` };
  }
  const isOverload = item.type === "TSDeclareFunction";
  const isType = item.type === "TSTypeAliasDeclaration" || item.type === "TSInterfaceDeclaration";
  const other = isType ? "type" : "value";
  return { kind: isOverload ? "function" : other, text: textOf(file, item) };
}

function variableOf(file: SourceFile, { declarations }: Variables, name: string): Signature {
  const found = declarations.find(({ id }) => id.type === "Identifier" && id.name === name);
  if (found === undefined) return { kind: "constant", text: `const ${name};` };
  const { id, init } = found;
  if (init?.type === "ArrowFunctionExpression") {
    return { kind: "function", text: `const ${upTo(file, found, init.body)} …;` };
  }
  const isTyped = id.type === "Identifier" && Boolean(id.typeAnnotation);
  const whole = textOf(file, found);
  if (isTyped || whole.split("\n").length > VALUE_LINES_MAX) {
    return { kind: "constant", text: `const ${textOf(file, id)};` };
  }
  return { kind: "constant", text: `const ${whole};` };
}

/** What is seen of a member from outside, with its doc comment; nothing of one that is private. */
function memberOf(file: SourceFile, member: ClassElement): readonly string[] {
  if (!("key" in member) || member.key.type === "PrivateIdentifier") return [];
  const doc = docAbove(file, member);
  const lines = doc?.split("\n").map((line) => `  // ${line}`.trimEnd()) ?? [];
  const { value } = member;
  const body = value !== null && "body" in value ? value.body : undefined;
  const isTyped = "typeAnnotation" in member && Boolean(member.typeAnnotation);
  const end = isTyped ? value : body;
  const text = end ? upTo(file, member, end).replace(/\s*=$/, "") : textOf(file, member);
  return [...lines, `  ${text.replace(/;$/, "")};`];
}

function textOf(file: SourceFile, { start, end }: Pick<Span, "start" | "end">): string {
  return file.text.slice(start, end);
}

/** The text of a piece of code before a part of it; all of it without the part. */
function upTo(
  file: SourceFile,
  whole: Pick<Span, "start" | "end">,
  part: Pick<Span, "start"> | null,
): string {
  return file.text.slice(whole.start, part?.start ?? whole.end).trimEnd();
}
