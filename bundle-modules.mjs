import { renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { bundledModules } from "./bundled-modules.mjs";

// Runs after `npm ci`, on whatever Node npm has. What is only faster must never be what an installation fails of.
try {
  await bundle();
} catch (error) {
  process.stderr.write(`services will start a little slower: ${String(error)}\n`);
}

async function bundle() {
  const { build } = await import("esbuild");
  const { folder, built, files } = bundledModules();
  const target = fileURLToPath(folder);
  const unfinished = fileURLToPath(new URL("../typebox.unfinished", folder));
  rmSync(unfinished, { recursive: true, force: true });
  await build({
    entryPoints: [...files.keys()].map((url) => fileURLToPath(url)),
    outbase: fileURLToPath(built),
    outdir: unfinished,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // What two entries share must be there once: TypeBox keeps registries and settings in modules.
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    logLevel: "error",
  });
  rmSync(target, { recursive: true, force: true });
  renameSync(unfinished, target);
}
