import { plant } from "../plant.ts";
import { fileLength } from "./file-length.ts";

const lines = (count: number) => "f();\n".repeat(count);

plant(fileLength, {
  found: {
    "one line too many, in tests as well": [
      { "bench/src/a.ts": lines(301), "bench/src/a.test.ts": lines(302) },
      "bench/src/a.ts:301: 301 lines, at most 300",
      "bench/src/a.test.ts:301: 302 lines, at most 300",
    ],
  },
  clean: {
    "as long as it may be": { "bench/src/a.ts": lines(300) },
    "recorded data and what is no code": {
      "services/a/migrations/0001-a.sql": lines(301),
      "packages/a/vectors/a.ts": lines(301),
      "package-lock.json": lines(301),
    },
  },
});
