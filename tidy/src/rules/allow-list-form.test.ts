import { plant } from "../plant.ts";
import { allowListForm } from "./allow-list-form.ts";

const entry = { file: "bench/src/a.ts", count: 1, reason: "the library has no types" };
const list = (content: unknown) => ({
  "tidy/allow-list.json": JSON.stringify(content, undefined, 1),
});

plant(allowListForm, {
  found: {
    "a rule that excuses nobody": [
      list({ "escape-hatches": [entry], "no-console": [entry] }),
      "tidy/allow-list.json:9: no-console excuses nobody",
    ],
    "an entry without a reason": [
      list({ environment: [{ ...entry, reason: "" }] }),
      "tidy/allow-list.json:2: an entry is { file, count, reason }, count from 1 up",
    ],
    "an entry that allows nothing": [
      list({ environment: [{ ...entry, count: 0 }] }),
      "tidy/allow-list.json:2: an entry is { file, count, reason }, count from 1 up",
    ],
    "a text that is no JSON": [
      { "tidy/allow-list.json": "{" },
      "tidy/allow-list.json:1: is no JSON object",
    ],
  },
  clean: {
    "a repository without a list": {},
    "a list with nothing on it": list({}),
    "entries in full": list({ "escape-hatches": [entry], environment: [entry] }),
  },
});
