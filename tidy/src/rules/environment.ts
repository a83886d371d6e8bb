import { withoutAllowed } from "../allow-list.ts";
import { inspect } from "../inspect.ts";
import { isMember, isGlobal } from "../names-in-code.ts";
import { isSource } from "../place.ts";
import type { Rule } from "../violation.ts";

const REASON = "process.env: only config.ts reads the environment";

/** The environment is read in files called config.ts; tests may hand theirs to a process they start. */
export const environment: Rule = (tree) => {
  const isInQuestion = (path: string) => isSource(path) && !/(^|\/)config\.ts$/.test(path);
  const found = inspect(tree, isInQuestion, (blame) => ({
    MemberExpression(node) {
      if (isMember(node, "process", "env")) blame(node, REASON);
    },
    VariableDeclarator({ init, id }) {
      if (init !== null && isGlobal(init, "process")) blame(id, REASON);
    },
    AssignmentExpression({ right }) {
      if (isGlobal(right, "process")) blame(right, REASON);
    },
    AssignmentPattern({ right }) {
      if (isGlobal(right, "process")) blame(right, REASON);
    },
    Property({ value }) {
      if (value.type === "Identifier" && value.name === "process") blame(value, REASON);
    },
    ImportDeclaration(node) {
      if (/^(node:)?process$/.test(node.source.value))
        blame(node, "node:process: use the global, which the rules can see");
    },
  }));
  return withoutAllowed(tree, { rule: "environment", found });
};
