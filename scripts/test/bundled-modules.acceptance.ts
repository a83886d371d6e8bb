import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

test("services import from the files that the installation put together, under the same names", async () => {
  const program = `
    import { BUNDLED } from "./bundled-modules.mjs";
    for (const name of BUNDLED) console.log(name, Object.keys(await import(name)).sort().join(" "));
    console.log(BUNDLED.map((name) => import.meta.resolve(name)).join(" "));`;
  const names = (text: string) => text.replaceAll(" module.exports", "").split("\n").slice(0, -2);
  const bundled = await evaluate(ROOT, program);
  const own = await evaluate(ROOT, program, []);

  expect(names(bundled)).toEqual(names(own));
  expect(bundled.match(/\/node_modules\/\.cache\/holdfast\/modules-/g)).toHaveLength(
    names(own).length,
  );
});

test("every entry of TypeBox is among them: another one would keep a registry of its own", async () => {
  const { exports } = JSON.parse(
    await readFile(join(ROOT, "node_modules/typebox/package.json"), "utf8"),
  );
  const program = `console.log((await import("./bundled-modules.mjs")).BUNDLED.join(" "))`;
  const bundled = (await evaluate(ROOT, program)).trim().split(" ");
  const entries = Object.keys(exports).map((entry) => join("typebox", entry));
  expect(bundled).toEqual(expect.arrayContaining(entries));
});

test("whoever requires a module gets the package's own", async () => {
  const program = `
    const { createRequire } = await import("node:module");
    const fastify = createRequire(import.meta.url)("fastify");
    console.log(typeof fastify, fastify === (await import("fastify")).default);`;

  expect(await evaluate(ROOT, program)).toBe("function false\n");
});

test("the entries of TypeBox share one registry, as the package's own files do", async () => {
  const program = `
    const { Set } = await import("typebox/format");
    const { Type } = await import("typebox");
    const { Value } = await import("typebox/value");
    Set("shouted", (text) => text === text.toUpperCase());
    const Shout = Type.String({ format: "shouted" });
    console.log(Value.Check(Shout, "HEY"), Value.Check(Shout, "hey"));`;

  expect(await evaluate(ROOT, program)).toBe("true false\n");
});

test("where they are missing, as after another version was installed, the package's own files are loaded", async () => {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-test-"));
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  for (const file of ["bundled-modules.mjs", "use-bundled-modules.mjs"]) {
    await cp(join(ROOT, file), join(folder, file));
  }
  await mkdir(join(folder, "node_modules"));
  await writeFile(join(folder, "node_modules/.package-lock.json"), "{}");
  await symlink(join(ROOT, "node_modules/typebox"), join(folder, "node_modules/typebox"));

  const loaded = `console.log(import.meta.resolve("typebox"), (await import("typebox")).Type.String().type)`;

  expect(await evaluate(folder, loaded)).toMatch(
    /node_modules\/typebox\/build\/index\.mjs string\n$/,
  );
});

/** What the program prints in a folder of the repository's kind. */
async function evaluate(
  folder: string,
  program: string,
  preloaded: readonly string[] = [pathToFileURL(join(folder, "use-bundled-modules.mjs")).href],
): Promise<string> {
  const imports = preloaded.flatMap((url) => ["--import", url]);
  const words = [...imports, "--input-type=module", "--eval", program];
  const { stdout } = await run(process.execPath, words, { cwd: folder });
  return stdout;
}
