import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { rules } from "./rules.ts";
import { workingTree } from "./working-tree.ts";

const tree = workingTree(join(import.meta.dirname, ".."));
const files = tree.files.filter(({ path }) => path.startsWith("src/rules/"));

describe("the rules", () => {
  it("are all in the list, under the name of their file", () => {
    const modules = files.flatMap(({ path }) => /([^/]+)(?<!\.test)\.ts$/.exec(path)?.[1] ?? []);
    expect(Object.keys(rules).toSorted()).toEqual(modules.toSorted());
  });

  it.each(Object.entries(rules))(
    "prove on planted files that %s finds and accepts",
    (name, rule) => {
      const proof = tree.file(`src/rules/${name}.test.ts`)?.text ?? "";
      expect(proof).toMatch(
        new RegExp(
          `^plant\\(${rule.name}, \\{\\n  found: \\{\\n    \\S[^]*?\\n  clean: \\{\\n    \\S`,
          "m",
        ),
      );
    },
  );
});
