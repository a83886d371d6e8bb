import { plant } from "../plant.ts";
import { rooms } from "./rooms.ts";

const named = (name: string) => `{ "name": "@holdfast/${name}", "exports": "./src/index.ts" }`;
const manifests = {
  "packages/a/package.json": named("a"),
  "services/s/package.json": named("s"),
  "standins/i/package.json": named("i"),
  "tools/t/package.json": named("t"),
  "bench/package.json": named("bench"),
};

plant(rooms, {
  found: {
    "a service that imports a service, by name or by path": [
      {
        ...manifests,
        "services/b/src/main.ts": 'import "@holdfast/s";\nimport "../../s/src/domain/a.ts";\n',
      },
      "services/b/src/main.ts:1: services must not import services (@holdfast/s)",
      "services/b/src/main.ts:2: services must not import services (../../s/src/domain/a.ts)",
    ],
    "a package that imports anything but packages": [
      {
        ...manifests,
        "packages/b/src/b.ts":
          'import "@holdfast/s";\nimport "@holdfast/i";\nimport "@holdfast/t";\nimport "@holdfast/bench";\n',
        "packages/b/src/b.test.ts": 'import "@holdfast/i";\n',
      },
      "packages/b/src/b.ts:1: packages must not import services (@holdfast/s)",
      "packages/b/src/b.ts:2: packages must not import standins (@holdfast/i)",
      "packages/b/src/b.ts:3: packages must not import tools (@holdfast/t)",
      "packages/b/src/b.ts:4: packages must not import bench (@holdfast/bench)",
      "packages/b/src/b.test.ts:1: packages must not import standins (@holdfast/i)",
    ],
    "tools, stand-ins and the console that import more than packages": [
      {
        ...manifests,
        "tools/b/src/b.ts": 'import "@holdfast/s";\n',
        "standins/b/src/b.ts": 'import "@holdfast/i";\n',
        "console/src/b.ts": 'import "@holdfast/s";\n',
        "services/b/src/main.ts": 'import "@holdfast/i";\n',
      },
      "tools/b/src/b.ts:1: tools must not import services (@holdfast/s)",
      "standins/b/src/b.ts:1: standins must not import standins (@holdfast/i)",
      "console/src/b.ts:1: console must not import services (@holdfast/s)",
      "services/b/src/main.ts:1: services must not import standins (@holdfast/i)",
    ],
    "a room that imports bench, and tidy that imports anything": [
      {
        ...manifests,
        "scripts/src/b.ts": 'import "@holdfast/bench";\n',
        "tidy/src/b.ts": 'import "@holdfast/a";\n',
      },
      "scripts/src/b.ts:1: scripts must not import bench (@holdfast/bench)",
      "tidy/src/b.ts:1: tidy must not import packages (@holdfast/a)",
    ],
  },
  clean: {
    "packages for everybody": {
      ...manifests,
      "packages/b/src/b.ts": 'import "@holdfast/a";\n',
      "services/b/src/main.ts": 'import "@holdfast/a";\nimport "./config.ts";\n',
      "tools/b/src/b.ts": 'import "@holdfast/a";\n',
    },
    "front doors of all for bench, scripts and whole-system stories": {
      ...manifests,
      "bench/src/b.ts": 'import "@holdfast/i";\n',
      "scripts/src/b.ts": 'import "@holdfast/s";\n',
      "acceptance/b.acceptance.ts": 'import "@holdfast/t";\n',
    },
    "a service tested against a stand-in": {
      ...manifests,
      "services/b/test/b.acceptance.ts": 'import "@holdfast/i";\n',
    },
  },
});
