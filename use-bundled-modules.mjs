import { registerHooks } from "node:module";

import { bundledModules } from "./bundled-modules.mjs";

// What services import comes as more than a thousand small files, and to find and link them is half of what a service
// does before it listens. `npm ci` puts them together (bundle-modules.mjs); where that has not happened, the packages'
// own files are loaded.
const files = bundledModules() ?? new Map();

registerHooks({
  resolve(specifier, context, next) {
    // Our own files are where they are said to be, none is a link, and all are modules: to look for each, and for the
    // package it is in, takes as long as to load it.
    if (/^\.\.?\/.*\.ts$/.test(specifier) && context.parentURL !== undefined) {
      const { href } = new URL(specifier, context.parentURL);
      return { url: href, format: "module-typescript", shortCircuit: true };
    }
    const found = next(specifier, context);
    // Whoever requires a module wants the package's own.
    const url = context.conditions.includes("import") ? files.get(found.url) : undefined;
    return url === undefined ? found : { ...found, url, format: "module" };
  },
});
