import { plant } from "../plant.ts";
import { trailingWhitespace } from "./trailing-whitespace.ts";

plant(trailingWhitespace, {
  found: {
    "blanks at the end of a line, in any text": [
      { "README.md": "a\nb  \n", "migrations/a.sql": "\t\n", "a.ts": "a\r\n" },
      "README.md:2: blanks at the end of the line",
      "migrations/a.sql:1: blanks at the end of the line",
      "a.ts:1: blanks at the end of the line",
    ],
    "a text that ends too early or too late": [
      { "a.ts": "a\nb", "b.ts": "a\n\n" },
      "a.ts:2: does not end with exactly one line break",
      "b.ts:2: does not end with exactly one line break",
    ],
  },
  clean: {
    "clean lines, an empty file, recorded bytes": {
      "a.ts": "a\n\n  b\n",
      "b/.gitkeep": "",
      "standins/a/fixtures/recorded.json": "{}  ",
    },
  },
});
