import type { Expression, MemberExpression } from "oxc-parser";

/** Whether an expression is this global: `isGlobal(node, "process")` for `process` and `globalThis.process`. */
export function isGlobal(node: Expression, name: string): boolean {
  if (node.type === "MemberExpression") return isMember(node, "globalThis", name);
  return node.type === "Identifier" && node.name === name;
}

/** The name of a property that stands in the text: `b` in `a.b` and in `a["b"]`. */
export function propertyOf(node: MemberExpression): string | undefined {
  const { property } = node;
  if (!node.computed) return property.type === "Identifier" ? property.name : undefined;
  return property.type === "Literal" && typeof property.value === "string"
    ? property.value
    : undefined;
}

/** Whether an expression is `object.property`. */
export function isMember(node: Expression, object: string, property: string): boolean {
  return (
    node.type === "MemberExpression" &&
    isGlobal(node.object, object) &&
    propertyOf(node) === property
  );
}
