import { plant } from "../plant.ts";
import { declaredImports } from "./declared-imports.ts";

const manifests = {
  "package.json": JSON.stringify({ devDependencies: { vitest: "5.1.0" } }),
  "packages/a/package.json": JSON.stringify({
    name: "@holdfast/a",
    exports: "./src/index.ts",
    dependencies: { fastify: "5.12.8" },
    optionalDependencies: { "@scope/native": "1.0.0" },
    devDependencies: { "fast-check": "4.10.2" },
  }),
  "packages/b/package.json": JSON.stringify({ name: "@holdfast/b", exports: "./src/index.ts" }),
};

plant(declaredImports, {
  found: {
    "a library that another package declares": [
      { ...manifests, "packages/b/src/b.ts": '\nimport fastify from "fastify";\n' },
      "packages/b/src/b.ts:2: fastify is not declared in packages/b/package.json",
    ],
    "a workspace package, however it is imported": [
      {
        ...manifests,
        "packages/b/src/b.ts":
          'import "@holdfast/a";\n' +
          'export { a } from "@holdfast/a/deep";\n' +
          'const later = () => import("@holdfast/a");\n' +
          'type A = import("@holdfast/a").A;\n',
      },
      "packages/b/src/b.ts:1: @holdfast/a is not declared in packages/b/package.json",
      "packages/b/src/b.ts:2: @holdfast/a is not declared in packages/b/package.json",
      "packages/b/src/b.ts:3: @holdfast/a is not declared in packages/b/package.json",
      "packages/b/src/b.ts:4: @holdfast/a is not declared in packages/b/package.json",
    ],
    "a development dependency in code that runs": [
      { ...manifests, "packages/a/src/a.ts": 'import fc from "fast-check";\n' },
      "packages/a/src/a.ts:1: fast-check is not declared in packages/a/package.json",
    ],
    "an alias that no rule could follow": [
      { ...manifests, "packages/a/src/a.ts": 'import "#domain/a.ts";\n' },
      "packages/a/src/a.ts:1: #domain is not declared in packages/a/package.json",
    ],
    "a library of the root that is not declared there": [
      { ...manifests, "acceptance/a.acceptance.ts": 'import "pg";\n' },
      "acceptance/a.acceptance.ts:1: pg is not declared in package.json",
    ],
  },
  clean: {
    "dependencies, optional ones, built-in modules and files": {
      ...manifests,
      "packages/a/src/a.ts":
        'import "fastify/sub/path";\nimport "@scope/native";\nimport "node:fs";\nimport "./b.ts";\n',
    },
    "development dependencies in tests, those of the root included": {
      ...manifests,
      "packages/a/src/a.test.ts": 'import fc from "fast-check";\nimport { it } from "vitest";\n',
      "packages/a/test/a.acceptance.ts": 'import { a } from "@holdfast/a";\n',
      "vitest.config.ts": 'import { defineConfig } from "vitest/config";\n',
    },
  },
});
