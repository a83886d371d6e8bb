import { plant } from "../plant.ts";
import { indexFiles } from "./index-files.ts";

const manifest = {
  "packages/a/package.json": JSON.stringify({
    name: "@holdfast/a",
    exports: { ".": "./src/index.ts", "./scenario": "./src/scenario.ts" },
  }),
};

plant(indexFiles, {
  found: {
    "an index that is no front door": [
      { ...manifest, "packages/a/src/deep/index.ts": "", "bench/src/index.ts": "" },
      "packages/a/src/deep/index.ts:1: index file that no package.json exports",
      "bench/src/index.ts:1: index file that no package.json exports",
    ],
    "a file inside that passes names on": [
      { ...manifest, "packages/a/src/a.ts": '\nexport { b } from "./b.ts";\n' },
      "packages/a/src/a.ts:2: only a front door passes names on: import from the source",
    ],
  },
  clean: {
    "front doors, whatever they are called": {
      ...manifest,
      "packages/a/src/index.ts": 'export { b } from "./b.ts";\n',
      "packages/a/src/scenario.ts": 'export { c } from "./c.ts";\n',
      "packages/a/src/a.ts": "const a = 1;\nexport { a };\n",
    },
  },
});
