import type { CallExpression } from "oxc-parser";

import { inspect } from "../inspect.ts";
import { propertyOf } from "../names-in-code.ts";
import { isCode, isTest } from "../place.ts";
import type { Rule } from "../violation.ts";

const TESTS: ReadonlySet<string> = new Set(
  "it test describe suite bench scenario feature rule".split(" "),
);
const LEFT_BEHIND: Readonly<Record<string, string>> = {
  only: "leaves every other test out",
  todo: "is a promise, not a test",
  skip: 'hides a test: skip inside it, with a reason: context.skip("why")',
  skipIf: 'hides a test: skip inside it, with a reason: context.skip(condition, "why")',
  runIf: 'hides a test: skip inside it, with a reason: context.skip(condition, "why")',
};

/** Every test runs; one that cannot run here says why, where the runner can print it. */
export const testHygiene: Rule = (tree) =>
  inspect(
    tree,
    (path) => isCode(path) && isTest(path),
    (blame) => ({
      MemberExpression(node) {
        const property = propertyOf(node) ?? "";
        const why = Object.hasOwn(LEFT_BEHIND, property) ? LEFT_BEHIND[property] : undefined;
        if (why !== undefined && TESTS.has(rootOf(node.object))) blame(node, `.${property} ${why}`);
      },
      CallExpression(node) {
        if (isSkip(node) && !hasReason(node)) blame(node, 'skip without a reason: skip("why")');
        if (!TESTS.has(rootOf(node.callee))) return;
        for (const property of node.arguments.flatMap((each) =>
          each.type === "ObjectExpression" ? each.properties : [],
        )) {
          const name =
            property.type === "Property" && property.key.type === "Identifier"
              ? property.key.name
              : "";
          if (Object.hasOwn(LEFT_BEHIND, name))
            blame(property, `${name} ${LEFT_BEHIND[name] ?? ""}`);
        }
      },
    }),
  );

/** `it` of `it.only`, of `it.each(…)("…")`, of `it.concurrent.only`. */
function rootOf(node: CallExpression["callee"]): string {
  if (node.type === "Identifier") return node.name;
  if (node.type === "MemberExpression") return rootOf(node.object);
  return node.type === "CallExpression" ? rootOf(node.callee) : "";
}

function isSkip({ callee }: CallExpression): boolean {
  if (callee.type === "Identifier") return callee.name === "skip";
  return (
    callee.type === "MemberExpression" &&
    propertyOf(callee) === "skip" &&
    !TESTS.has(rootOf(callee))
  );
}

/** `skip("why")` or `skip(condition, "why")`. */
function hasReason({ arguments: given }: CallExpression): boolean {
  const [first, second] = given;
  if (given.length > 1) return second?.type !== "Literal" || second.value !== "";
  return (
    first?.type === "TemplateLiteral" ||
    (first?.type === "Literal" && typeof first.value === "string" && first.value !== "")
  );
}
