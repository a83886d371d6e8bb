import { type MemberExpression, type NewExpression } from "oxc-parser";

type Callee = NewExpression["callee"];

/** Whether an expression is just this name: `isNamed(node, "process")` for `process`. */
export function isNamed(
  node: { readonly type: string; readonly name?: unknown },
  name: string,
): boolean {
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
export function isMember(node: Callee, object: string, property: string): boolean {
  return (
    node.type === "MemberExpression" &&
    isNamed(node.object, object) &&
    propertyOf(node) === property
  );
}
