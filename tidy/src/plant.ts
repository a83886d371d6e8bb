import { describe, expect, it } from "vitest";

import { sourceTree } from "./source-tree.ts";
import { asLine, type Rule } from "./violation.ts";

type Files = Readonly<Record<string, string>>;

/** Trees that a rule complains about, with the very lines it prints, and trees it has nothing to say about. */
type Plants = {
  readonly found: Readonly<
    Record<string, readonly [files: Files, ...lines: [string, ...string[]]]>
  >;
  readonly clean: Readonly<Record<string, Files>>;
};

/** Tests a rule on planted trees: each mistake is found where it is, and correct code is left alone. */
export function plant(rule: Rule, { found, clean }: Plants): void {
  describe(rule.name, () => {
    it.each(Object.entries(found))("finds %s", (_title, [files, ...lines]) => {
      expect(rule(sourceTree(files)).map(asLine).toSorted()).toEqual(lines.toSorted());
    });

    it.each(Object.entries(clean))("accepts %s", (_title, files) => {
      expect(rule(sourceTree(files)).map(asLine)).toEqual([]);
    });
  });
}
