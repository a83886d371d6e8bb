import { bareUses } from "../bare-uses.ts";
import { inspect } from "../inspect.ts";
import { isGlobal } from "../names-in-code.ts";
import { isSource } from "../place.ts";
import type { Rule } from "../violation.ts";

const REASON = "console: log with pino, or write to process.stdout in a command";

/** Nothing but a test writes to the console. */
export const noConsole: Rule = (tree) =>
  inspect(tree, isSource, (blame) =>
    bareUses(new Set(["console"]), (use) => blame(use, REASON)),
  ).concat(
    inspect(tree, isSource, (blame) => ({
      MemberExpression(node) {
        if (isGlobal(node.object, "console")) blame(node, REASON);
      },
      ImportDeclaration(node) {
        if (/^(node:)?console$/.test(node.source.value)) blame(node, REASON);
      },
    })),
  );
