import { plant } from "../plant.ts";
import { typedErrors } from "./typed-errors.ts";

const reason =
  "a bare Error tells nobody what to do: throw a class with a code, a RangeError or a TypeError";

plant(typedErrors, {
  found: {
    "bare errors, with and without new, in tests as well": [
      {
        "bench/src/a.ts": '\nthrow new Error("a");\nthrow Error("b");\n',
        "bench/src/a.test.ts": 'f(new Error("c"));\n',
      },
      `bench/src/a.ts:2: ${reason}`,
      `bench/src/a.ts:3: ${reason}`,
      `bench/src/a.test.ts:1: ${reason}`,
    ],
  },
  clean: {
    "errors one can tell apart": {
      "bench/src/a.ts":
        'class A extends Error {}\nthrow new A("a");\nthrow new RangeError("b");\nif (Error.isError(c)) f(c instanceof Error);\n',
    },
  },
});
