import { inspect } from "../inspect.ts";
import { isCode } from "../place.ts";
import type { Rule } from "../violation.ts";

/** Configuration files export by default, because the tools that load them demand it. */
const CONFIGURATION = /\.config\.ts$/;

/** What type stripping refuses, and what hides where a name comes from. */
export const bannedSyntax: Rule = (tree) =>
  inspect(tree, isCode, (blame, { path }) => ({
    ExportDefaultDeclaration(node) {
      if (!CONFIGURATION.test(path)) blame(node, "default export: give it a name");
    },
    ExportAllDeclaration: (node) => blame(node, "export *: name what is exported"),
    TSExportAssignment: (node) => blame(node, "export =: give it a name"),
    TSImportEqualsDeclaration: (node) => blame(node, "import =: import it by name"),
    TSEnumDeclaration: (node) => blame(node, "enum: a union of literals does it"),
    TSModuleDeclaration(node) {
      // `declare module "x"` and `declare global` add types to somebody else's module and are no namespaces.
      if (node.kind === "namespace") blame(node, "namespace: a module is one already");
    },
    Decorator: (node) => blame(node, "decorator: call the function"),
    TSParameterProperty: (node) => blame(node, "parameter property: declare the field"),
  }));
