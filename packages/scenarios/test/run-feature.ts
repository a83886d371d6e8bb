import { dirname, join, relative, sep } from "node:path";

import { behaviourPage, type Feature } from "@holdfast/scenarios";
import { describe, expect, it } from "vitest";

/** Where the pages are, from the root of the repository. */
const PAGES = "docs/behaviour";

/** Runs what a feature collected as tests, and holds its page in docs/behaviour against it. */
export function runFeature(feature: Feature): void {
  describe(feature.name, () => {
    for (const { name, scenarios } of feature.rules) {
      describe(name, () => {
        for (const { title, check } of scenarios) it(title, check);
      });
    }
    const page = `${PAGES}/${kebab(feature.name)}.md`;
    it(`is told by ${page}, which npm run behaviour writes`, async ({ task }) => {
      const { filepath, name } = task.file;
      const root = filepath.slice(0, -name.length);
      const source = relative(dirname(page), name).replaceAll(sep, "/");
      await expect(behaviourPage(feature, source)).toMatchFileSnapshot(join(root, page));
    });
  });
}

function kebab(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
