import { dirname, join, relative, sep } from "node:path";

import {
  behaviourJson,
  behaviourPage,
  checkScenario,
  type Feature,
  pureRunner,
  type Runner,
} from "@holdfast/scenarios";
import { describe, expect, it } from "vitest";

/** Where the pages are, from the root of the repository. */
const PAGES = "docs/behaviour";

/**
 * Runs a feature as tests, one for each scenario. By the decider alone it also holds its page in docs/behaviour against
 * it; with a runner it only runs.
 */
export function runFeature(feature: Feature, runner?: Runner): void {
  const suffix = runner === undefined ? "" : ` (${runner.name})`;
  describe(`${feature.name}${suffix}`, () => {
    for (const { name, scenarios } of feature.rules) {
      describe(name, () => {
        for (const scenario of scenarios) {
          it(scenario.title, () => checkScenario(scenario, feature.subject, runner ?? pureRunner));
        }
      });
    }
    if (runner === undefined) comparePages(feature);
  });
}

function comparePages(feature: Feature): void {
  const page = `${PAGES}/${kebab(feature.name)}`;
  const outputs = [
    { file: `${page}.md`, write: behaviourPage },
    { file: `${page}.json`, write: behaviourJson },
  ];
  for (const { file, write } of outputs) {
    it(`is told by ${file}, which npm run behaviour writes`, async ({ task }) => {
      const { filepath, name } = task.file;
      const root = filepath.slice(0, -name.length);
      const source = relative(dirname(page), name).replaceAll(sep, "/");
      await expect(write(feature, source)).toMatchFileSnapshot(join(root, file));
    });
  }
}

function kebab(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
