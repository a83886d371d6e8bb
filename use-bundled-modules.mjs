import { existsSync } from "node:fs";
import { registerHooks } from "node:module";

import { bundledModules } from "./bundled-modules.mjs";

// TypeBox comes as seven hundred small files, and to find and link them is half of what a service does before it listens
// (340 of 650 ms; 30 ms from few files). `npm ci` puts them together (bundle-modules.mjs); where that has not happened,
// the package's own files are loaded.
const { folder, files } = bundledModules();
if (existsSync(folder)) {
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const url = files.get(found.url);
      return url === undefined ? found : { ...found, url };
    },
  });
}
