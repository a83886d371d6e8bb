import { plant } from "../plant.ts";
import { domainPurity } from "./domain-purity.ts";

const waits = "in the domain: it waits for nothing";
const comesIn = "in the domain: clock, chance and surroundings come in as arguments";

plant(domainPurity, {
  found: {
    "the clock": [
      {
        "services/a/src/domain/a.ts":
          "const a = Date.now();\nconst b = new Date();\nconst c = Date();\nperformance.now();\n",
      },
      `services/a/src/domain/a.ts:1: Date.now ${comesIn}`,
      `services/a/src/domain/a.ts:2: new Date() ${comesIn}`,
      `services/a/src/domain/a.ts:3: Date() ${comesIn}`,
      `services/a/src/domain/a.ts:4: performance.now ${comesIn}`,
    ],
    "chance and surroundings": [
      {
        "services/a/src/domain/b/a.ts":
          'Math["random"]();\ncrypto.randomUUID();\nprocess.exit();\nsetTimeout(f);\nglobalThis.fetch();\n',
      },
      `services/a/src/domain/b/a.ts:1: Math.random ${comesIn}`,
      `services/a/src/domain/b/a.ts:2: crypto.randomUUID ${comesIn}`,
      `services/a/src/domain/b/a.ts:3: process.exit ${comesIn}`,
      `services/a/src/domain/b/a.ts:4: setTimeout() ${comesIn}`,
      `services/a/src/domain/b/a.ts:5: globalThis.fetch ${comesIn}`,
    ],
    "the same under another name": [
      {
        "services/a/src/domain/a.ts":
          "const { random } = Math;\nconst D = Date;\nf(process);\nconst g = { console };\nfunction h(wait = setTimeout) {}\nnew Intl.DateTimeFormat();\n",
      },
      `services/a/src/domain/a.ts:1: Math, renamed or taken apart, ${comesIn}`,
      `services/a/src/domain/a.ts:2: Date, renamed or taken apart, ${comesIn}`,
      `services/a/src/domain/a.ts:3: process ${comesIn}`,
      `services/a/src/domain/a.ts:4: console ${comesIn}`,
      `services/a/src/domain/a.ts:5: setTimeout ${comesIn}`,
      `services/a/src/domain/a.ts:6: Intl.DateTimeFormat ${comesIn}`,
    ],
    waiting: [
      {
        "services/a/src/domain/a.ts":
          "async function f() {\n  await g();\n  for await (const a of b) a();\n}\nconst h = async () => 1;\nnew Promise(f);\nPromise.all([]);\n",
      },
      `services/a/src/domain/a.ts:1: async ${waits}`,
      `services/a/src/domain/a.ts:2: await ${waits}`,
      `services/a/src/domain/a.ts:3: for await ${waits}`,
      `services/a/src/domain/a.ts:5: async ${waits}`,
      `services/a/src/domain/a.ts:6: a promise ${waits}`,
      `services/a/src/domain/a.ts:7: Promise.all ${comesIn}`,
    ],
  },
  clean: {
    "functions of their arguments": {
      "services/a/src/domain/a.ts":
        "export const later = (ms: number) => new Date(ms);\nexport const most = (a: number) => Math.max(a, Date.UTC(2026));\n",
    },
    "properties and types of those names": {
      "services/a/src/domain/a.ts":
        "type A = { process: string; fetch(): string };\nconst a = (b: A) => ({ process: b.process, fetch: b.fetch() });\nconst isDay = (day: unknown) => day instanceof Date;\n",
    },
    "the clock elsewhere, and in tests": {
      "services/a/src/adapters/clock.ts": "export const now = () => Date.now();\n",
      "services/a/src/domain/a.test.ts": "await f(Date.now());\n",
    },
  },
});
