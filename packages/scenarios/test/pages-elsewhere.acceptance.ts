import { expect, it } from "vitest";

import { committedPages, pagesElsewhere } from "./pages-elsewhere.ts";

const FILES = ["packages/scenarios/examples", "packages/scenarios/test/amounts-within.ts"];

it.each([
  { folder: "a", timeZone: "Pacific/Kiritimati", locale: "tr_TR.UTF-8", workers: 1, seed: 7 },
  { folder: "b/c d/e", timeZone: "America/St_Johns", locale: "C", workers: 2, seed: 11 },
])(
  "pages are the same bytes in $folder, in $timeZone, in $locale, with $workers workers, shuffled",
  async (circumstances) => {
    const [committed, written] = await Promise.all([
      committedPages(),
      pagesElsewhere({ ...circumstances, files: FILES, tests: ["bank-account.test"] }),
    ]);
    expect([...written.keys()]).toEqual(["bank-account.json", "bank-account.md"]);
    for (const [name, text] of written) expect(text).toBe(committed.get(name));
  },
);
