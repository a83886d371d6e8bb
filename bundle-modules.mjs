import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { BUNDLED, bundleFolder, MANIFEST, NODE_MODULES } from "./bundled-modules.mjs";

/** What CommonJS modules find in scope. */
const COMMONJS = `import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
const { dirname: __dirname, filename: __filename } = import.meta;`;

// Runs after `npm ci`. What is only faster must never be what an installation fails of.
try {
  await bundle();
} catch (error) {
  process.stderr.write(`services will start a little slower: ${String(error)}\n`);
}

async function bundle() {
  const target = bundleFolder();
  if (target === undefined) return;
  const { build } = await import("esbuild");
  // Two installations at the same time do not meet.
  const unfinished = new URL(`.cache/holdfast/unfinished-${process.pid}/`, NODE_MODULES);
  const [doors, files] = ["doors/", "files/"].map((name) => new URL(name, unfinished));
  try {
    mkdirSync(doors, { recursive: true });
    const modules = await Promise.all(BUNDLED.flatMap(installed).map(doorTo));
    for (const { file, code } of modules) writeFileSync(new URL(file, doors), code);
    await build({
      entryPoints: modules.map(({ file }) => fileURLToPath(new URL(file, doors))),
      outdir: fileURLToPath(files),
      outExtension: { ".js": ".mjs" },
      bundle: true,
      // What two of them share must be there once: registries and settings are kept in modules.
      splitting: true,
      format: "esm",
      platform: "node",
      target: "node24",
      banner: { js: COMMONJS },
      minifyWhitespace: true,
      // Optional, and not installed.
      external: ["pg-native"],
      logLevel: "error",
    });
    const pairs = modules.map(({ url, file }) => [url.slice(NODE_MODULES.href.length), file]);
    writeFileSync(new URL(MANIFEST, files), JSON.stringify(pairs));
    if (existsSync(target)) renameSync(target, new URL("old/", unfinished));
    renameSync(files, target);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** A workspace that is installed by itself has not all of them. */
function installed(specifier) {
  try {
    return [{ specifier, url: import.meta.resolve(specifier) }];
  } catch {
    return [];
  }
}

/** A module that exports what another one does under the names that Node finds in it. */
async function doorTo({ specifier, url }) {
  if (!url.startsWith(NODE_MODULES.href)) throw new TypeError(`${specifier} is somewhere else`);
  const names = Object.keys(await import(url)).filter((name) => name !== "module.exports");
  const code = `export { ${names.join(", ")} } from ${JSON.stringify(fileURLToPath(url))};\n`;
  return { url, file: `${specifier.replaceAll(/\W+/g, "-").replace(/^-/, "")}.mjs`, code };
}
