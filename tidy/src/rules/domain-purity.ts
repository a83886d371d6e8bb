import type { Span, VisitorObject } from "oxc-parser";

import { bareUses } from "../bare-uses.ts";
import { type Blame, inspect } from "../inspect.ts";
import { isGlobal, propertyOf } from "../names-in-code.ts";
import { isSource, placeOf } from "../place.ts";
import type { Rule } from "../violation.ts";

/** Properties of globals that answer differently each time; undefined stands for all of them. */
const OUTSIDE_WORLD: Readonly<Record<string, readonly string[] | undefined>> = {
  Date: ["now"],
  Math: ["random"],
  Intl: ["DateTimeFormat"],
  console: undefined,
  performance: undefined,
  crypto: undefined,
  process: undefined,
  Promise: undefined,
  globalThis: undefined,
};
const OUTSIDE_CALLS: ReadonlySet<string> = new Set([
  "Date",
  "fetch",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
]);

/** What must not be handed on under another name either. */
const HANDED_ON: ReadonlySet<string> = new Set(
  [...OUTSIDE_CALLS, "process", "console", "globalThis"].filter((name) => name !== "Date"),
);

/** The domain is functions of their arguments: no clock, no chance, no waiting, no process. */
export const domainPurity: Rule = (tree) =>
  inspect(tree, isDomain, (blame) => ({ ...waiting(blame), ...outsideWorld(blame) })).concat(
    inspect(tree, isDomain, (blame) => bareUses(HANDED_ON, (use) => blame(use, comesIn(use.name)))),
  );

function isDomain(path: string): boolean {
  return isSource(path) && placeOf(path).inner.startsWith("src/domain/");
}

function waiting(blame: Blame): VisitorObject {
  const refuse = (node: Span & { readonly async: boolean }) => {
    if (node.async) blame(node, "async in the domain: it waits for nothing");
  };
  return {
    FunctionDeclaration: refuse,
    FunctionExpression: refuse,
    ArrowFunctionExpression: refuse,
    AwaitExpression: (node) => blame(node, "await in the domain: it waits for nothing"),
    ForOfStatement(node) {
      if (node.await) blame(node, "for await in the domain: it waits for nothing");
    },
  };
}

function outsideWorld(blame: Blame): VisitorObject {
  return {
    MemberExpression(node) {
      const name = node.object.type === "Identifier" ? node.object.name : "";
      const property = propertyOf(node) ?? "";
      if (!Object.hasOwn(OUTSIDE_WORLD, name)) return;
      const banned = OUTSIDE_WORLD[name];
      if (banned === undefined || banned.includes(property))
        blame(node, comesIn(`${name}.${property}`));
    },
    NewExpression(node) {
      if (isGlobal(node.callee, "Date") && node.arguments.length === 0)
        blame(node, comesIn("new Date()"));
      if (isGlobal(node.callee, "Promise"))
        blame(node, "a promise in the domain: it waits for nothing");
    },
    VariableDeclarator({ init, id }) {
      const name = init?.type === "Identifier" ? init.name : "";
      if (name === "Math" || name === "Date")
        blame(id, comesIn(`${name}, renamed or taken apart,`));
    },
    CallExpression(node) {
      const name = node.callee.type === "Identifier" ? node.callee.name : "";
      if (OUTSIDE_CALLS.has(name)) blame(node, comesIn(`${name}()`));
    },
  };
}

function comesIn(what: string): string {
  return `${what} in the domain: clock, chance and surroundings come in as arguments`;
}
