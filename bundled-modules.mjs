import { readFileSync } from "node:fs";

const PACKAGE = new URL("./node_modules/typebox/", import.meta.url);

/**
 * TypeBox in few files: their folder, which of them stands for which file of the package that others import, and the
 * folder those files are in.
 */
export function bundledModules() {
  const { version, exports } = JSON.parse(readFileSync(new URL("package.json", PACKAGE), "utf8"));
  const folder = new URL(`./node_modules/.cache/holdfast/typebox-${version}/`, import.meta.url);
  const built = new URL("build/", PACKAGE);
  const entries = Object.values(exports).map(({ import: file }) => file.replace("./build/", ""));
  const pairs = entries.map((file) => [new URL(file, built).href, new URL(file, folder).href]);
  return { folder, built, files: new Map(pairs) };
}
