import { plant } from "../plant.ts";
import { bannedSyntax } from "./banned-syntax.ts";

plant(bannedSyntax, {
  found: {
    "a default export": [
      { "packages/a/src/a.ts": "const a = 1;\nexport default a;\n" },
      "packages/a/src/a.ts:2: default export: give it a name",
    ],
    "export *, also under a name": [
      { "packages/a/src/a.ts": 'export * from "./b.ts";\nexport * as b from "./b.ts";\n' },
      "packages/a/src/a.ts:1: export *: name what is exported",
      "packages/a/src/a.ts:2: export *: name what is exported",
    ],
    "syntax that type stripping refuses": [
      {
        "bench/src/a.ts":
          "enum Colour { Red }\n" +
          "namespace Inner { export const a = 1; }\n" +
          "class A {\n  constructor(readonly b: string) {}\n}\n" +
          "@sealed class B {}\n" +
          'import fs = require("node:fs");\n' +
          "export = fs;\n",
      },
      "bench/src/a.ts:1: enum: a union of literals does it",
      "bench/src/a.ts:2: namespace: a module is one already",
      "bench/src/a.ts:4: parameter property: declare the field",
      "bench/src/a.ts:6: decorator: call the function",
      "bench/src/a.ts:7: import =: import it by name",
      "bench/src/a.ts:8: export =: give it a name",
    ],
    "a default export in a test": [
      { "packages/a/src/a.test.ts": "export default 1;\n" },
      "packages/a/src/a.test.ts:1: default export: give it a name",
    ],
  },
  clean: {
    "named exports, and words that only look banned": {
      "packages/a/src/a.ts":
        'export const text = "enum namespace export default";\nexport { text as b };\n',
    },
    "the default export of a configuration file": { "vitest.config.ts": "export default {};\n" },
    "types added to a foreign module": {
      "packages/a/src/a.ts":
        'declare module "fastify" {\n  type A = 1;\n}\ndeclare global {\n  type B = 1;\n}\n',
    },
    "recorded files": { "packages/a/fixtures/a.ts": "export default 1;\n" },
  },
});
