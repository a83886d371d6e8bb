import { plant } from "../plant.ts";
import { names } from "./names.ts";

plant(names, {
  found: {
    "folders and files named after nothing": [
      {
        "packages/a/src/utils/clock.ts": "",
        "packages/a/src/helpers.test.ts": "",
        "packages/common/package.json": "",
        "packages/a/src/string-utils.ts": "",
        "docs/misc.md": "",
      },
      'packages/a/src/utils/clock.ts:1: "utils" names nothing',
      'packages/a/src/helpers.test.ts:1: "helpers" names nothing',
      'packages/common/package.json:1: "common" names nothing',
      'packages/a/src/string-utils.ts:1: "string-utils" names nothing',
      'docs/misc.md:1: "misc" names nothing',
    ],
    "code files in another case": [
      { "packages/a/src/PlaceBid.ts": "", "packages/a/src/place_bid.test.ts": "" },
      "packages/a/src/PlaceBid.ts:1: PlaceBid.ts is not in kebab-case",
      "packages/a/src/place_bid.test.ts:1: place_bid.test.ts is not in kebab-case",
    ],
  },
  clean: {
    "names that say what is inside": {
      "packages/a/src/place-bid.test.ts": "",
      "packages/a/src/append.sql.ts": "",
      "packages/a/src/common-prefix.ts": "",
      "packages/a/src/event-types.ts": "",
      "vitest.config.ts": "",
      "require-node.mjs": "",
      ".gitignore": "",
      "README.md": "",
    },
    "what somebody else named": { "packages/a/fixtures/types/Misc.ts": "" },
  },
});
