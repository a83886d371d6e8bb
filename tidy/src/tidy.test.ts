import assert from "node:assert/strict";
import { join } from "node:path";

import { describe, it } from "vitest";

import { rules } from "./rules.ts";
import { withTaughtFiles } from "./taught-files.ts";
import { asLine } from "./violation.ts";
import { workingTree } from "./working-tree.ts";

const tree = withTaughtFiles(workingTree(join(import.meta.dirname, "../..")));

describe("this repository", () => {
  it.each(Object.entries(rules))("keeps the rule %s", (_name, rule) => {
    const lines = rule(tree).map(asLine);
    assert.equal(lines.length, 0, `\n${lines.join("\n")}`);
  });
});
