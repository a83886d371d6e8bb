import { plant } from "../plant.ts";
import { documentedExports } from "./documented-exports.ts";

const manifest = {
  "packages/a/package.json": JSON.stringify({ name: "@holdfast/a", exports: "./src/index.ts" }),
};

plant(documentedExports, {
  found: {
    "a name declared elsewhere, under whatever name it leaves": [
      {
        ...manifest,
        "packages/a/src/index.ts": 'export { inner as outer, type Shape } from "./a.ts";\n',
        "packages/a/src/a.ts":
          "// not a doc comment\nexport function inner() {}\n\nexport type Shape = 1;\n",
      },
      "packages/a/src/a.ts:2: outer is exported without a doc comment",
      "packages/a/src/a.ts:4: Shape is exported without a doc comment",
    ],
    "a name that is imported and passed on": [
      {
        ...manifest,
        "packages/a/src/index.ts": 'import { a } from "./a.ts";\nexport { a };\n',
        "packages/a/src/a.ts": "export const a = 1;\n",
      },
      "packages/a/src/a.ts:1: a is exported without a doc comment",
    ],
    "names declared at the door": [
      {
        ...manifest,
        "packages/a/src/index.ts":
          "/** Far away. */\n\nconst z = 1;\nexport const a = 1, b = 2;\nexport class C {}\n",
      },
      "packages/a/src/index.ts:4: a is exported without a doc comment",
      "packages/a/src/index.ts:4: b is exported without a doc comment",
      "packages/a/src/index.ts:5: C is exported without a doc comment",
    ],
    "a doc comment that belongs to something else": [
      {
        ...manifest,
        "packages/a/src/index.ts": "/** The limit. */\nconst limit = 1;\nexport const a = limit;\n",
      },
      "packages/a/src/index.ts:3: a is exported without a doc comment",
    ],
  },
  clean: {
    "documented declarations": {
      ...manifest,
      "packages/a/src/index.ts": 'export { a, type B } from "./a.ts";\n',
      "packages/a/src/a.ts":
        "/** One. */\n// oxlint-disable-next-line max-params -- so it is\nexport const a = 1;\n/** Two. */\ntype B = 2;\nexport { type B };\n",
    },
    "a function whose first overload is documented": {
      ...manifest,
      "packages/a/src/index.ts": 'export { f } from "./f.ts";\n',
      "packages/a/src/f.ts":
        "/** Both. */\nexport function f(a: 1): 1;\nexport function f(a: 2): 2;\nexport function f(a: 1 | 2) {\n  return a;\n}\n",
    },
    "exports that stay inside the package, and names of somebody else": {
      ...manifest,
      "packages/a/src/index.ts": 'export { Type } from "typebox";\n',
      "packages/a/src/inside.ts": "export const inside = 1;\n",
    },
    "names that go in a circle": {
      ...manifest,
      "packages/a/src/index.ts": 'export { a } from "./a.ts";\n',
      "packages/a/src/a.ts": 'export { a } from "./index.ts";\n',
    },
  },
});
