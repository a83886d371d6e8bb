import assert from "node:assert/strict";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { codeBlocks, compileBlocks } from "./readme-code.ts";
import { sourceTree } from "./source-tree.ts";
import { asLine } from "./violation.ts";
import { workingTree } from "./working-tree.ts";

const root = join(import.meta.dirname, "../..");

describe("code in Markdown", () => {
  it("is every ts block, with the line it starts at", () => {
    const files = {
      "README.md":
        "# A\n\n```ts\nf();\ng();\n```\n\n```sh\nnpm test\n```\n\n1. b\n\n   ~~~typescript\n   h();\n   ~~~\n",
      "docs/a.md": "```TS title\ni();\n```\n\n```ts services/a/src/main.ts\nk();\n```\n",
      "packages/a/fixtures/b.md": "```ts\nj();\n```\n",
    };
    expect(codeBlocks(sourceTree(files))).toEqual([
      { file: "README.md", line: 4, code: "f();\ng();" },
      { file: "README.md", line: 15, code: "h();" },
      { file: "docs/a.md", line: 2, code: "i();" },
      { file: "docs/a.md", line: 6, taughtAs: "services/a/src/main.ts", code: "k();" },
    ]);
  });

  it("is found wrong where it is wrong, and may import what lies beside the file", () => {
    const right =
      'import { type Violation } from "./src/violation.ts";\nexport const a: Violation["line"] = 1;';
    const wrong =
      'import { type Violation } from "./src/violation.ts";\nconst a: Violation["line"] = "1";';
    const found = compileBlocks(root, [
      { file: "tidy/right.md", line: 10, code: right },
      { file: "tidy/wrong.md", line: 10, code: wrong },
      { file: "nowhere.md", line: 1, code: 'import "./gone.ts";' },
    ]).map(asLine);
    expect(found.toSorted()).toEqual([
      expect.stringMatching(/^nowhere\.md:1: TS2882: /),
      "tidy/wrong.md:11: TS2322: Type 'string' is not assignable to type 'number'.",
    ]);
  });

  it("lies where it says that it does", () => {
    const text = (line: number, taughtAs: string, code: string) => ({
      file: "docs/tutorial.md",
      line,
      taughtAs,
      code,
    });
    const found = compileBlocks(root, [
      text(10, "services/a/src/b.ts", "export const b = 1;"),
      text(20, "services/a/tour/c.ts", 'import { b } from "../src/b.ts";\nb satisfies string;'),
    ]).map(asLine);
    expect(found).toEqual([
      "docs/tutorial.md:21: TS1360: Type 'number' does not satisfy the expected type 'string'.",
    ]);
  });

  it("compiles, all over this repository", () => {
    const lines = compileBlocks(root, codeBlocks(workingTree(root))).map(asLine);
    assert.equal(lines.length, 0, `\n${lines.join("\n")}`);
  });
});
