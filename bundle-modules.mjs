import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
  const { build } = await import("esbuild");
  const target = bundleFolder();
  const unfinished = new URL(".cache/holdfast/modules.unfinished/", NODE_MODULES);
  const doors = new URL("doors/", unfinished);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(doors, { recursive: true });
  const modules = await Promise.all(BUNDLED.map(doorTo));
  for (const { file, code } of modules) writeFileSync(new URL(file, doors), code);
  await build({
    entryPoints: modules.map(({ file }) => fileURLToPath(new URL(file, doors))),
    outdir: fileURLToPath(unfinished),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // What two of them share must be there once: registries and settings are kept in modules.
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    banner: { js: COMMONJS },
    // Optional, and not installed.
    external: ["pg-native"],
    minifyWhitespace: true,
    logLevel: "error",
  });
  const pairs = modules.map(({ url, file }) => [url.slice(NODE_MODULES.href.length), file]);
  writeFileSync(new URL(MANIFEST, unfinished), JSON.stringify(pairs));
  rmSync(target, { recursive: true, force: true });
  renameSync(unfinished, target);
}

/** A module that exports what another one does under the names that Node finds in it. */
async function doorTo(specifier) {
  const url = import.meta.resolve(specifier);
  if (!url.startsWith(NODE_MODULES.href)) throw new TypeError(`${specifier} is somewhere else`);
  const names = Object.keys(await import(url)).filter((name) => name !== "module.exports");
  const code = `export { ${names.join(", ")} } from ${JSON.stringify(fileURLToPath(url))};\n`;
  return { url, file: `${specifier.replaceAll(/\W+/g, "-").replace(/^-/, "")}.mjs`, code };
}
