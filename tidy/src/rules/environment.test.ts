import { plant } from "../plant.ts";
import { environment } from "./environment.ts";

const reason = "process.env: only config.ts reads the environment";
const list = (count: number) => ({
  "tidy/allow-list.json": JSON.stringify({
    environment: [{ file: "bench/src/a.ts", count, reason: "set-up" }],
  }),
});

plant(environment, {
  found: {
    "every way to the environment": [
      {
        "packages/a/src/a.ts":
          'f(process.env.PORT);\nf(process["env"]);\nconst { env } = process;\nf(globalThis.process.env);\nimport { env as e } from "node:process";\n',
      },
      `packages/a/src/a.ts:1: ${reason}`,
      `packages/a/src/a.ts:2: ${reason}`,
      `packages/a/src/a.ts:3: ${reason}`,
      `packages/a/src/a.ts:4: ${reason}`,
      "packages/a/src/a.ts:5: node:process: use the global, which the rules can see",
    ],
    "the process under another name": [
      {
        "packages/a/src/a.ts":
          "const p = process;\nq = process;\nfunction f(r = process) {}\nconst s = { process };\nconst t = { u: process };\n",
      },
      `packages/a/src/a.ts:1: ${reason}`,
      `packages/a/src/a.ts:2: ${reason}`,
      `packages/a/src/a.ts:3: ${reason}`,
      `packages/a/src/a.ts:4: ${reason}`,
      `packages/a/src/a.ts:5: ${reason}`,
    ],
    "more than the allow-list allows": [
      { ...list(1), "bench/src/a.ts": "f(process.env);\nf(process.env);\n" },
      `bench/src/a.ts:1: ${reason}`,
      `bench/src/a.ts:2: ${reason}`,
    ],
    "an allow-list that allows too much": [
      { ...list(2), "bench/src/a.ts": "f(process.env);\n" },
      "tidy/allow-list.json:1: environment allows 2 in bench/src/a.ts, but there are 1: lower it",
    ],
  },
  clean: {
    "configuration and tests": {
      "services/a/src/config.ts": "export const config = read(process.env);\n",
      "services/a/test/a.acceptance.ts": "start({ env: { ...process.env } });\n",
    },
    "just what the allow-list allows": { ...list(1), "bench/src/a.ts": "f(process.env);\n" },
    "the process as an argument, whose parameter says what it needs": {
      "bench/src/a.ts": "stopSignal(process);\n",
    },
    "other properties of the process": {
      "bench/src/a.ts": 'f(process.argv, "process.env", other.env);\n',
    },
  },
});
