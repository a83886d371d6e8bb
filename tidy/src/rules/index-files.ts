import { inspect } from "../inspect.ts";
import { manifests } from "../manifests.ts";
import { isCode } from "../place.ts";
import type { Rule } from "../violation.ts";

/** `index.ts` is a declared front door and nothing else, and only a front door passes names on. */
export const indexFiles: Rule = (tree) => {
  const doors = new Set(manifests(tree).flatMap((manifest) => [...manifest.doors.values()]));
  const strays = tree.files
    .filter(({ path }) => isCode(path) && /(^|\/)index\.[^/]+$/.test(path) && !doors.has(path))
    .map(({ path }) => ({
      file: path,
      line: 1,
      reason: "index file that no package.json exports",
    }));
  const reexports = inspect(
    tree,
    (path) => isCode(path) && !doors.has(path),
    (blame) => ({
      ExportNamedDeclaration(node) {
        if (node.source !== null)
          blame(node, "only a front door passes names on: import from the source");
      },
    }),
  );
  return [...strays, ...reexports];
};
