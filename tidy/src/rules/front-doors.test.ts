import { plant } from "../plant.ts";
import { frontDoors } from "./front-doors.ts";

const manifests = {
  "packages/a/package.json": JSON.stringify({
    name: "@holdfast/a",
    exports: {
      ".": {
        "@holdfast/source": "./src/index.ts",
        types: "./dist/index.d.ts",
        default: "./dist/index.js",
      },
      "./testing": "./src/testing/index.ts",
    },
  }),
  "services/s/package.json": JSON.stringify({ name: "@holdfast/s" }),
};

plant(frontDoors, {
  found: {
    "a deep import": [
      { ...manifests, "bench/src/b.ts": '\nimport { b } from "@holdfast/a/src/b.ts";\n' },
      "bench/src/b.ts:2: @holdfast/a/src/b.ts is no front door of @holdfast/a",
    ],
    "a workspace that has no front door": [
      { ...manifests, "bench/src/b.ts": 'import "@holdfast/s";\n' },
      "bench/src/b.ts:1: @holdfast/s is no front door of @holdfast/s",
    ],
    "a path into another workspace, for types and for tests as well": [
      {
        ...manifests,
        "packages/b/src/b.ts": 'import { type A } from "../../a/src/index.ts";\n',
        "scripts/src/b.test.ts": 'import "../../packages/a/src/index.ts";\n',
      },
      "packages/b/src/b.ts:1: ../../a/src/index.ts reaches into another workspace by path",
      "scripts/src/b.test.ts:1: ../../packages/a/src/index.ts reaches into another workspace by path",
    ],
  },
  clean: {
    "declared doors, and paths within the workspace": {
      ...manifests,
      "packages/b/src/b.ts":
        'import "@holdfast/a";\nimport "@holdfast/a/testing";\nimport "./c.ts";\n',
      "packages/b/test/b.acceptance.ts": 'import "../src/b.ts";\n',
    },
  },
});
