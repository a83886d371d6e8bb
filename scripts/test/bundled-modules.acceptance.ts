import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

test("TypeBox is loaded from the files that the installation put together", async () => {
  expect(await evaluate(ROOT, `console.log(import.meta.resolve("typebox/value"))`)).toContain(
    "/node_modules/.cache/holdfast/typebox-",
  );
});

test("its entries share one registry, as the package's own files do", async () => {
  const program = `
    const { Set } = await import("typebox/format");
    const { Type } = await import("typebox");
    const { Value } = await import("typebox/value");
    Set("shouted", (text) => text === text.toUpperCase());
    const Shout = Type.String({ format: "shouted" });
    console.log(Value.Check(Shout, "HEY"), Value.Check(Shout, "hey"));`;

  expect(await evaluate(ROOT, program)).toBe("true false\n");
});

test("where they are missing, the package's own files are loaded", async () => {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-test-"));
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  for (const file of ["bundled-modules.mjs", "use-bundled-modules.mjs"]) {
    await cp(join(ROOT, file), join(folder, file));
  }
  await mkdir(join(folder, "node_modules"));
  await symlink(join(ROOT, "node_modules/typebox"), join(folder, "node_modules/typebox"));

  const loaded = `console.log(import.meta.resolve("typebox"), (await import("typebox")).Type.String().type)`;

  expect(await evaluate(folder, loaded)).toMatch(
    /node_modules\/typebox\/build\/index\.mjs string\n$/,
  );
});

async function evaluate(folder: string, program: string): Promise<string> {
  const preloaded = pathToFileURL(join(folder, "use-bundled-modules.mjs")).href;
  const words = ["--import", preloaded, "--input-type=module", "--eval", program];
  const { stdout } = await run(process.execPath, words, { cwd: folder });
  return stdout;
}
