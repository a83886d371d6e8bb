import { fileURLToPath } from "node:url";

const BUNDLED_MODULES = new URL("../../../use-bundled-modules.mjs", import.meta.url);

/** What Node is given to run a program as `npm start` does, but for the options of single services, with `preloaded` loaded before it. */
export function programArguments(entry: URL, preloaded: readonly URL[] = []): readonly string[] {
  const imports = [BUNDLED_MODULES, ...preloaded].flatMap(({ href }) => ["--import", href]);
  return [...imports, fileURLToPath(entry)];
}
