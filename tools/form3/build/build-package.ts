import { execFile } from "node:child_process";
import { copyFile, glob, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const ROOM = join(import.meta.dirname, "..");
const COMPILE_MS_MAX = 120_000;
const SPECIFIER = /(?<before>(?:from|import\()\s*"\.{1,2}\/[^"]+)\.ts"/gu;

const run = promisify(execFile);

/** Makes the folder that is published: plain JavaScript for Node 20 and later, its types, its own package.json. */
export async function buildPackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
  const words = [join(dirname(typescript), "bin/tsc"), "-p", "tsconfig.build.json"];
  await run(process.execPath, [...words, "--outDir", folder], {
    cwd: ROOM,
    timeout: COMPILE_MS_MAX,
  });
  // The compiler rewrites the names of files in code, not in declarations.
  for await (const file of glob(join(folder, "**/*.d.ts"))) {
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replaceAll(SPECIFIER, '$<before>.js"'));
  }
  await writeFile(join(folder, "package.json"), await manifest());
  await copyFile(join(ROOM, "README.md"), join(folder, "README.md"));
  await copyFile(join(ROOM, "../../LICENSE"), join(folder, "LICENSE"));
}

/** The room's own manifest leads to sources, which no installed package can run. */
async function manifest(): Promise<string> {
  const own: unknown = JSON.parse(await readFile(join(ROOM, "package.json"), "utf8"));
  const { name, version, description, license, type, engines, exports } = Object(own);
  const doors = Object.entries<string>(exports).map(([door, source]) => {
    const built = source.replace("./src/", "./").replace(/\.ts$/u, "");
    return [door, { types: `${built}.d.ts`, default: `${built}.js` }];
  });
  const published = {
    name,
    version,
    description,
    license,
    type,
    engines,
    sideEffects: false,
    exports: Object.fromEntries(doors),
    bin: { form3: "main.js" },
  };
  return `${JSON.stringify(published, undefined, 2)}\n`;
}
