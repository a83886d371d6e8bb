import { plant } from "../plant.ts";
import { layerPackages } from "./layer-packages.ts";

const pkg = (name: string) => `{ "name": "@holdfast/${name}", "exports": "./src/index.ts" }`;
const packages = {
  "packages/money/package.json": pkg("money"),
  "packages/money/src/index.ts": 'import { createHash } from "node:crypto";\n',
  "packages/money/src/index.test.ts": 'import { it } from "vitest";\n',
  "packages/dice/package.json": pkg("dice"),
  "packages/dice/src/index.ts": 'import { randomInt } from "node:crypto";\n',
  "packages/files/package.json": pkg("files"),
  "packages/files/src/index.ts": 'import "node:fs";\nimport "@holdfast/money";\n',
  "packages/http/package.json": pkg("http"),
  "packages/http/src/index.ts": 'import "fastify";\n',
  "packages/far/package.json": pkg("far"),
  "packages/far/src/index.ts": 'import "@holdfast/http";\n',
};

plant(layerPackages, {
  found: {
    "a domain that does more than compute": [
      {
        ...packages,
        "services/a/src/domain/a.ts":
          'import "node:assert";\nimport "typebox";\nimport "@holdfast/dice";\nimport "@holdfast/files";\nimport { type H } from "@holdfast/far";\n',
      },
      "services/a/src/domain/a.ts:1: node:assert: the domain imports no built-in module",
      "services/a/src/domain/a.ts:2: typebox: libraries belong into adapters",
      "services/a/src/domain/a.ts:3: @holdfast/dice does more than compute: the domain imports pure packages",
      "services/a/src/domain/a.ts:4: @holdfast/files does more than compute: the domain imports pure packages",
      "services/a/src/domain/a.ts:5: @holdfast/far does more than compute: the domain imports pure packages",
    ],
    "a driver or framework in the application layer": [
      { ...packages, "services/a/src/application/a.ts": 'import "pg";\nimport "@holdfast/far";\n' },
      "services/a/src/application/a.ts:1: pg: libraries belong into adapters",
      "services/a/src/application/a.ts:2: @holdfast/far brings a library along: it belongs into adapters",
    ],
  },
  clean: {
    "pure packages in the domain": {
      ...packages,
      "services/a/src/domain/a.ts": 'import "@holdfast/money";\n',
      "services/a/src/domain/a.test.ts": 'import fc from "fast-check";\n',
    },
    "packages without libraries, and built-in modules, in the application layer": {
      ...packages,
      "services/a/src/application/a.ts":
        'import "@holdfast/files";\nimport "node:timers/promises";\n',
    },
    "anything in adapters and in main": {
      ...packages,
      "services/a/src/adapters/http/a.ts": 'import "fastify";\nimport "@holdfast/http";\n',
      "services/a/src/main.ts": 'import "pino";\n',
    },
  },
});
