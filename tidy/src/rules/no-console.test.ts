import { plant } from "../plant.ts";
import { noConsole } from "./no-console.ts";

const reason = "console: log with pino, or write to process.stdout in a command";

plant(noConsole, {
  found: {
    "the console under another name": [
      { "scripts/src/a.ts": "const { log } = console;\nf(console);\nconst a = { console };\n" },
      `scripts/src/a.ts:1: ${reason}`,
      `scripts/src/a.ts:2: ${reason}`,
      `scripts/src/a.ts:3: ${reason}`,
    ],
    "every use, in scripts as well": [
      {
        "scripts/src/a.ts":
          'console.log("a");\n\nconst { warn } = f(console["warn"]);\nimport c from "node:console";\n',
      },
      `scripts/src/a.ts:1: ${reason}`,
      `scripts/src/a.ts:3: ${reason}`,
      `scripts/src/a.ts:4: ${reason}`,
    ],
  },
  clean: {
    "tests, and words that only look like it": {
      "bench/src/a.test.ts": "console.log(1);\n",
      "bench/src/a.ts": 'f("console.log", page.console.log);\n',
    },
  },
});
