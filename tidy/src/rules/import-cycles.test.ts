import { plant } from "../plant.ts";
import { importCycles } from "./import-cycles.ts";

plant(importCycles, {
  found: {
    "three files in a circle, told once, behind a file that only leads there": [
      {
        "bench/src/0.ts": 'import "./a.ts";\n',
        "bench/src/a.ts": 'import "./b.ts";\n',
        "bench/src/b.ts": '\nimport { type C } from "./c.ts";\n',
        "bench/src/c.ts": '\n\nimport "./a.ts";\n',
      },
      "bench/src/c.ts:3: closes a cycle: bench/src/a.ts → bench/src/b.ts → bench/src/c.ts → bench/src/a.ts",
    ],
    "a file that imports itself": [
      { "bench/src/a.ts": 'import "./a.ts";\n' },
      "bench/src/a.ts:1: imports itself",
    ],
    "packages that need each other": [
      {
        "packages/a/package.json": '{ "name": "@holdfast/a", "exports": "./src/index.ts" }',
        "packages/b/package.json": '{ "name": "@holdfast/b", "exports": "./src/index.ts" }',
        "packages/a/src/index.ts": 'import "@holdfast/b";\n',
        "packages/b/src/index.ts": 'import "@holdfast/a";\n',
      },
      "packages/b/src/index.ts:1: closes a cycle: packages/a/src/index.ts → packages/b/src/index.ts → packages/a/src/index.ts",
    ],
  },
  clean: {
    "two ways to the same file": {
      "bench/src/a.ts": 'import "./b.ts";\nimport "./c.ts";\n',
      "bench/src/b.ts": 'import "./c.ts";\n',
      "bench/src/c.ts": "",
    },
  },
});
