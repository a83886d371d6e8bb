import { plant } from "../plant.ts";
import { testHygiene } from "./test-hygiene.ts";

const skip = 'hides a test: skip inside it, with a reason: context.skip("why")';
const skipIf = 'hides a test: skip inside it, with a reason: context.skip(condition, "why")';

plant(testHygiene, {
  found: {
    "tests that leave others out, or are none": [
      {
        "bench/src/a.test.ts":
          'it.only("a", f);\ndescribe.only("b", f);\nit.todo("c");\nit.skip("d", f);\nit.skipIf(true)("e", f);\nit.each([1])("f", { only: true }, f);\nit.concurrent.only("g", f);\n',
      },
      "bench/src/a.test.ts:1: .only leaves every other test out",
      "bench/src/a.test.ts:2: .only leaves every other test out",
      "bench/src/a.test.ts:3: .todo is a promise, not a test",
      `bench/src/a.test.ts:4: .skip ${skip}`,
      `bench/src/a.test.ts:5: .skipIf ${skipIf}`,
      "bench/src/a.test.ts:6: only leaves every other test out",
      "bench/src/a.test.ts:7: .only leaves every other test out",
    ],
    "a skip that does not say why": [
      {
        "services/a/test/a.acceptance.ts":
          'it("a", (context) => context.skip());\nit("b", ({ skip }) => skip(isSlow));\nit("c", ({ skip }) => skip(isSlow, ""));\n',
      },
      'services/a/test/a.acceptance.ts:1: skip without a reason: skip("why")',
      'services/a/test/a.acceptance.ts:2: skip without a reason: skip("why")',
      'services/a/test/a.acceptance.ts:3: skip without a reason: skip("why")',
    ],
  },
  clean: {
    "tests that run, or say why not": {
      "bench/src/a.test.ts":
        'it.each([1])("a", f);\nit("b", (context) => context.skip("needs root"));\nit("c", ({ skip }) => skip(!isLinux, `not on ${os}`));\n',
    },
    "the same words elsewhere": {
      "bench/src/a.ts": "reader.skip();\ntest.only();\n",
      "bench/src/a.test.ts": "list.only();\nf({ only: true });\n",
    },
  },
});
