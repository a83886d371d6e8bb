import { plant } from "../plant.ts";
import { parseable } from "./parseable.ts";

plant(parseable, {
  found: {
    "a file that no rule could read": [
      { "bench/src/a.ts": "const a = 1;\nconst b = ;\n" },
      "bench/src/a.ts:2: cannot be parsed: Unexpected token",
    ],
  },
  clean: {
    "whatever Node runs": {
      "bench/src/a.ts": "await using a = b;\nexport const c = a satisfies unknown;\n",
      "require-node.mjs": "export const a = 1;\n",
      "packages/a/fixtures/broken.ts": "const = ;\n",
    },
  },
});
