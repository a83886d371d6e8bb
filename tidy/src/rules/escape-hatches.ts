import { withoutAllowed } from "../allow-list.ts";
import { type Blame, inspect } from "../inspect.ts";
import { parsed } from "../parsed.ts";
import { isCode } from "../place.ts";
import type { SourceFile } from "../source-tree.ts";
import type { Rule } from "../violation.ts";

/** Nothing silences the type checker, and a silenced lint rule says why. Tests are held to it as well. */
export const escapeHatches: Rule = (tree) => {
  const found = inspect(tree, isCode, (blame, file) => {
    blameComments(blame, file);
    return {
      TSAsExpression(node) {
        const { typeAnnotation: type } = node;
        const name = type.type === "TSTypeReference" ? type.typeName : type;
        if (!("name" in name && name.name === "const"))
          blame(node, "as: narrow with a type guard or a schema");
      },
      TSTypeAssertion: (node) => blame(node, "<type>: narrow with a type guard or a schema"),
      TSNonNullExpression: (node) => blame(node, "!: handle what may be missing"),
      TSAnyKeyword: (node) => blame(node, "any: write unknown, and narrow it"),
      VariableDeclarator(node) {
        if (node.definite === true) blame(node, "!: give it a value");
      },
      PropertyDefinition(node) {
        if (node.definite === true) blame(node, "!: give it a value");
      },
    };
  });
  return withoutAllowed(tree, { rule: "escape-hatches", found });
};

function blameComments(blame: Blame, file: SourceFile): void {
  for (const comment of parsed(file).comments) {
    const directive = /^[\s*/]*@ts-[\w-]+/.exec(comment.value)?.[0].trim();
    if (directive !== undefined) blame(comment, `${directive}: repair the types`);
    if (/(ox|es)lint-disable/.test(comment.value) && !/ -- \S/.test(comment.value)) {
      blame(comment, "a lint rule is switched off without a reason (-- why)");
    }
  }
}
