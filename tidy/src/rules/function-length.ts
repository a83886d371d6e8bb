import type { CallExpression, Span } from "oxc-parser";

import { inspect } from "../inspect.ts";
import { isCode, isTest } from "../place.ts";
import type { Rule } from "../violation.ts";

const LINES_MAX = 60;
/** Callbacks of these group tests; how many a group has says nothing about a function. */
const GROUPS: ReadonlySet<string> = new Set(["describe", "suite", "feature", "rule"]);

/** A function fits on a screen, counted from its first line to its last. */
export const functionLength: Rule = (tree) =>
  inspect(tree, isCode, (blame, file) => {
    const groups = new Set<unknown>();
    const measure = (node: Span) => {
      const lines = file.lineAt(node.end) - file.lineAt(node.start) + 1;
      if (lines > LINES_MAX && !groups.has(node)) {
        blame(node, `a function of ${lines} lines, at most ${LINES_MAX}`);
      }
    };
    return {
      CallExpression(node) {
        if (isTest(file.path) && isGroup(node)) for (const each of node.arguments) groups.add(each);
      },
      FunctionDeclaration: measure,
      FunctionExpression: measure,
      ArrowFunctionExpression: measure,
    };
  });

/** `describe(…)`, and also `describe.each(…)(…)`. */
function isGroup({ callee }: CallExpression): boolean {
  if (callee.type === "Identifier") return GROUPS.has(callee.name);
  if (callee.type === "CallExpression") return isGroup(callee);
  if (callee.type !== "MemberExpression") return false;
  return callee.object.type === "Identifier" && GROUPS.has(callee.object.name);
}
