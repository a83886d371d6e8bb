import { plant } from "../plant.ts";
import { escapeHatches } from "./escape-hatches.ts";

plant(escapeHatches, {
  found: {
    "everything that silences the type checker": [
      {
        "packages/a/src/a.ts":
          "const a = b as string;\n" +
          "const c = <string>b;\n" +
          "const d = b!.e;\n" +
          "function f(g: any) {}\n" +
          "let h!: string;\n" +
          "class I {\n  j!: string;\n}\n" +
          "// @ts-expect-error\n" +
          "/* @ts-ignore */\n",
      },
      "packages/a/src/a.ts:1: as: narrow with a type guard or a schema",
      "packages/a/src/a.ts:2: <type>: narrow with a type guard or a schema",
      "packages/a/src/a.ts:3: !: handle what may be missing",
      "packages/a/src/a.ts:4: any: write unknown, and narrow it",
      "packages/a/src/a.ts:5: !: give it a value",
      "packages/a/src/a.ts:7: !: give it a value",
      "packages/a/src/a.ts:9: @ts-expect-error: repair the types",
      "packages/a/src/a.ts:10: @ts-ignore: repair the types",
    ],
    "a cast in a test": [
      { "packages/a/src/a.test.ts": "\nf(b as unknown as string);\n" },
      "packages/a/src/a.test.ts:2: as: narrow with a type guard or a schema",
      "packages/a/src/a.test.ts:2: as: narrow with a type guard or a schema",
    ],
    "a lint rule switched off without a word": [
      {
        "packages/a/src/a.ts":
          "// oxlint-disable-next-line complexity\n/* eslint-disable complexity */\n",
      },
      "packages/a/src/a.ts:1: a lint rule is switched off without a reason (-- why)",
      "packages/a/src/a.ts:2: a lint rule is switched off without a reason (-- why)",
    ],
    "an excuse that is no longer needed": [
      {
        "tidy/allow-list.json":
          '{\n "escape-hatches": [\n  { "file": "a.ts", "count": 1, "reason": "old" }\n ]\n}\n',
        "a.ts": "",
      },
      "tidy/allow-list.json:3: escape-hatches allows 1 in a.ts, but there are 0: lower it",
    ],
  },
  clean: {
    "literals kept as they are, satisfies, renamed imports, words in comments": {
      "packages/a/src/a.ts":
        'import { a as b } from "./b.ts";\nconst c = ["x"] as const;\nconst d = !b satisfies boolean;\n// as any, and not @ts-ignore here\n',
    },
    "a lint rule switched off with a reason": {
      "packages/a/src/a.ts": "// oxlint-disable-next-line max-params -- reads as a sentence\n",
    },
  },
});
