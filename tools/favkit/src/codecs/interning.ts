import type { Plist } from "./plist.ts";

/** Gives the node of a value that is there already, so that equal new values are stored once. */
export type Interning = (node: Plist) => Plist;

/** An interning that knows no node yet, or those given, the first of equal ones. */
export function interning(known: Iterable<Plist> = []): Interning {
  const nodes = new Map<string, Plist>();
  const intern = (node: Plist): Plist => {
    const name = nameOf(node);
    if (name === undefined) return node;
    const equal = nodes.get(name) ?? node;
    nodes.set(name, equal);
    return equal;
  };
  for (const node of known) intern(node);
  return intern;
}

/** Tells equal scalars; undefined for what is never merged. */
function nameOf(node: Plist): string | undefined {
  if (node.kind === "real")
    return `real ${node.bytes} ${Object.is(node.value, -0) ? "-0" : node.value}`;
  const isMerged = node.kind === "string" || node.kind === "boolean" || node.kind === "integer";
  return isMerged ? `${node.kind} ${node.value}` : undefined;
}
