import { inspect } from "../inspect.ts";
import { isGlobal } from "../names-in-code.ts";
import { isCode } from "../place.ts";
import type { Rule } from "../violation.ts";

const REASON =
  "a bare Error tells nobody what to do: throw a class with a code, a RangeError or a TypeError";

/** Whoever catches an error can tell it by its class and code. */
export const typedErrors: Rule = (tree) =>
  inspect(tree, isCode, (blame) => ({
    NewExpression(node) {
      if (isGlobal(node.callee, "Error")) blame(node, REASON);
    },
    CallExpression(node) {
      if (isGlobal(node.callee, "Error")) blame(node, REASON);
    },
  }));
