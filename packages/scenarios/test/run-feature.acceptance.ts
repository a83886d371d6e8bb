import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const VITEST = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);
const PAGE = "docs/behaviour/the-door.md";

const story = (outcome: string) => `
import { scenariosOf } from "@holdfast/scenarios";
import { runFeature } from "@holdfast/scenarios/vitest";

const door = { initialState: () => 0, decide: () => [{ type: "DoorOpened" }], evolve: (count) => count + 1 };
const { feature, rule, scenario, given, when, ...outcomes } = scenariosOf(door);
runFeature(
  feature("The door", () => {
    rule("It opens", () => {
      scenario("when asked", given(), when({ type: "Open" }), outcomes.${outcome});
    });
  }),
);
`;

/** A folder of its own below the repository, where packages are found, and where git does not look. */
async function checkout() {
  await mkdir(join(ROOT, ".vitest"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".vitest", "feature-"));
  await mkdir(join(folder, "src"));
  return {
    page: join(folder, PAGE),
    tell: (outcome: string) => writeFile(join(folder, "src/door.test.ts"), story(outcome)),
    run: (...words: readonly string[]) =>
      new Promise<{ readonly isGreen: boolean; readonly output: string }>((resolve) => {
        const all = [VITEST, "run", "--root", folder, "--reporter=verbose", ...words];
        const env = { ...process.env, CI: "1", NO_COLOR: "1" };
        execFile(process.execPath, all, { env }, (error, stdout, stderr) =>
          resolve({ isGreen: error === null, output: `${stdout}${stderr}` }),
        );
      }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

it("runs scenarios as tests and fails while the page is not what they tell", async () => {
  await using here = await checkout();
  await here.tell('thenHappened({ type: "DoorOpened" })');
  const missing = await here.run();
  expect(missing.output).toContain("✓ src/door.test.ts > The door > It opens > when asked");
  expect(missing.output).toContain(`× src/door.test.ts > The door > is told by ${PAGE}`);
  expect(missing.isGreen).toBe(false);

  expect(await here.run("--update")).toMatchObject({ isGreen: true });
  const page = await readFile(here.page, "utf8");
  expect(page).toContain("Told by [door.test.ts](../../src/door.test.ts)");
  expect(page).toContain("- **When** open\n- **Then** door opened\n");
  expect(await here.run()).toMatchObject({ isGreen: true });

  await writeFile(here.page, page.replace("door opened", "door closed"));
  const stale = await here.run();
  expect(stale.output).toMatch(/- - \*\*Then\*\* door closed\s+\+ - \*\*Then\*\* door opened/);
  expect(stale.isGreen).toBe(false);
});

it("reports a scenario that does not hold, at its own line", async () => {
  await using here = await checkout();
  await here.tell("thenNothing()");
  const { isGreen, output } = await here.run("--update");
  expect(output).toContain("× src/door.test.ts > The door > It opens > when asked");
  expect(output).toContain("ScenarioFailed: event 1: expected nothing more, got DoorOpened {}");
  expect(output).toContain("❯ src/door.test.ts:10:7");
  expect(isGreen).toBe(false);
});
