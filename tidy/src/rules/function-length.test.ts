import { plant } from "../plant.ts";
import { functionLength } from "./function-length.ts";

const body = (lines: number) => `{\n${"  f();\n".repeat(lines - 2)}}`;

plant(functionLength, {
  found: {
    "functions of any kind": [
      {
        "bench/src/a.ts": `function a() ${body(61)}\nconst b = () => ${body(62)};\nclass C {\n  d() ${body(63)}\n}\n`,
      },
      "bench/src/a.ts:1: a function of 61 lines, at most 60",
      "bench/src/a.ts:62: a function of 62 lines, at most 60",
      "bench/src/a.ts:125: a function of 63 lines, at most 60",
    ],
    "a test that does too much, inside a group that may be long": [
      { "bench/src/a.test.ts": `describe("a", () => {\n  it("b", () => ${body(61)});\n});\n` },
      "bench/src/a.test.ts:2: a function of 61 lines, at most 60",
    ],
    "a function called describe outside of tests": [
      { "bench/src/a.ts": `describe("a", () => ${body(61)});\n` },
      "bench/src/a.ts:1: a function of 61 lines, at most 60",
    ],
  },
  clean: {
    "as long as it may be": { "bench/src/a.ts": `function a() ${body(60)}\n` },
    "groups of tests": {
      "bench/src/a.test.ts": `describe("a", () => ${body(99)});\ndescribe.each([1])("b", () => ${body(99)});\n`,
    },
  },
});
