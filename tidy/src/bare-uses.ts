import type { Node, VisitorObject } from "oxc-parser";

/**
 * Tells of every identifier of these names that stands by itself: handed on, renamed, taken apart.
 * Left out are names of properties, the object before a dot, the callee of a call, and types.
 */
export function bareUses(names: ReadonlySet<string>, onUse: (use: Use) => void): VisitorObject {
  const uses = new Map<number, Use>();
  const otherwise = new Set<number>();
  const leaveOut = ({ start }: Pick<Node, "start">): void => void otherwise.add(start);
  const key = (node: { readonly key: Node; readonly computed: boolean }): void => {
    if (!node.computed) leaveOut(node.key);
  };
  return {
    Identifier({ name, start }) {
      if (names.has(name)) uses.set(start, { name, start });
    },
    MemberExpression({ object, property, computed }) {
      leaveOut(object);
      if (!computed) leaveOut(property);
    },
    CallExpression: ({ callee }) => leaveOut(callee),
    Property(node) {
      if (!node.shorthand) key(node);
    },
    PropertyDefinition: key,
    MethodDefinition: key,
    TSPropertySignature: key,
    TSMethodSignature: key,
    TSTypeQuery: ({ exprName }) => leaveOut(exprName),
    ImportSpecifier({ imported, local }) {
      leaveOut(imported);
      leaveOut(local);
    },
    // Which of the names stood by themselves is known only when everything around them has been seen.
    "Program:exit"() {
      for (const use of uses.values()) if (!otherwise.has(use.start)) onUse(use);
    },
  };
}

type Use = { readonly name: string; readonly start: number };
