import { readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { manifests } from "./manifests.ts";
import { REFERENCE, referencePage } from "./reference-page.ts";
import { sourceTree } from "./source-tree.ts";
import { workingTree } from "./working-tree.ts";

const root = join(import.meta.dirname, "../..");
const PACKAGES = [
  "cqrs",
  "erasure",
  "http",
  "kernel",
  "money",
  "postgres",
  "processes",
  "scenarios",
  "telemetry",
  "transparency",
];

const PLANTED = {
  "packages/a/package.json": `{ "name": "@h/a", "exports": { ".": "./src/index.ts" } }`,
  "packages/a/src/index.ts": `export { Box, LIMIT, put, type Thing } from "./b.ts";\n`,
  "packages/a/src/b.ts": `/** A thing. */
export type Thing = { readonly n: number };
/** Puts: one or many. */
export function put(one: Thing): void;
export function put(many: readonly Thing[]): void;
export function put(what: unknown): void {
  secret(what);
}
/** A box,
 * with a lid. */
export class Box extends Error {
  override readonly name = "Box";
  readonly #lid = 1;
  /** Looks in. */
  look(at: number): Thing {
    return { n: at + this.#lid };
  }
}
/** How many. */
export const LIMIT = 3;
`,
};

const PAGE = `# @h/a

Written by \`npm run reference\` from the sources; a test fails when the two differ. What it is for, and why: [packages/a/README.md](../../packages/a/README.md).

## @h/a

[packages/a/src/index.ts](../../packages/a/src/index.ts): [Box](#box) · [LIMIT](#limit) · [Thing](#thing) · [put](#put)

### Box

A box,
with a lid.

\`\`\`ts
class Box extends Error {
  override readonly name = "Box";
  // Looks in.
  look(at: number): Thing;
}
\`\`\`

class, [packages/a/src/b.ts](../../packages/a/src/b.ts)

### LIMIT

How many.

\`\`\`ts
const LIMIT = 3;
\`\`\`

constant, [packages/a/src/b.ts](../../packages/a/src/b.ts)

### Thing

A thing.

\`\`\`ts
type Thing = { readonly n: number };
\`\`\`

type, [packages/a/src/b.ts](../../packages/a/src/b.ts)

### put

Puts: one or many.

\`\`\`ts
function put(one: Thing): void;
function put(many: readonly Thing[]): void;
\`\`\`

function, [packages/a/src/b.ts](../../packages/a/src/b.ts)
`;

/** Only the signatures of what is exported. */
function signatures(code: string): readonly string[] {
  const tree = sourceTree({
    "packages/a/package.json": `{ "name": "@h/a", "exports": "./src/a.ts" }`,
    "packages/a/src/a.ts": code,
  });
  const pages = manifests(tree).map((each) => referencePage(tree, each));
  return [...pages.join("").matchAll(/^```ts\n(.*?)\n```$/gms)].map(([, text = ""]) => text);
}

describe("the reference", () => {
  const tree = workingTree(root);

  it("has each name with what it is, its signature and its docstring, and nothing private", () => {
    const planted = sourceTree(PLANTED);
    expect(manifests(planted).map((each) => referencePage(planted, each))).toEqual([PAGE]);
  });

  it.each([
    ["export const typed: Set<string> = new Set();", "const typed: Set<string>;"],
    [
      "export const twice = (n: number): number => n + n;",
      "const twice = (n: number): number => …;",
    ],
    [`export const long = {\n${"  a: 1,\n".repeat(20)}};`, "const long;"],
    ["export interface Open {\n  n: 1;\n}", "interface Open {\n  n: 1;\n}"],
    [
      "export class Held {\n  readonly at: number = 1;\n  static of() {\n    return new Held();\n  }\n}",
      "class Held {\n  readonly at: number;\n  static of();\n}",
    ],
  ])("of %j tells %j", (code, signature) => {
    expect(signatures(code)).toEqual([signature]);
  });

  it.each(PACKAGES)("is told of %s by its page, which npm run reference writes", async (name) => {
    const manifest = manifests(tree).find(({ folder }) => folder === `packages/${name}`);
    const page = manifest === undefined ? "" : referencePage(tree, manifest);
    await expect(page).toMatchFileSnapshot(join(root, REFERENCE, `${name}.md`));
  });

  it("has no other pages", () => {
    const names = readdirSync(join(root, REFERENCE)).toSorted((a, b) => (a < b ? -1 : 1));
    expect(names).toEqual(PACKAGES.map((name) => `${name}.md`));
  });
});
