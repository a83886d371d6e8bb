import { declarationsOf, docOf, exportedNames } from "../declarations.ts";
import { manifests } from "../manifests.ts";
import type { SourceFile, SourceTree } from "../source-tree.ts";
import type { Rule, Violation } from "../violation.ts";

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

function judge(tree: SourceTree, door: SourceFile, name: string): readonly Violation[] {
  const declarations = declarationsOf(tree, door, name);
  const [first] = declarations;
  if (first === undefined || declarations.some((each) => docOf(each) !== undefined)) return [];
  const { file, item } = first;
  return [
    {
      file: file.path,
      line: file.lineAt(item.start),
      reason: `${name} is exported without a doc comment`,
    },
  ];
}
