import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

/** Where packages are installed. */
export const NODE_MODULES = new URL("./node_modules/", import.meta.url);
/** Tells which file of the folder stands for which module; not there until all the others are. */
export const MANIFEST = "manifest.json";

const TYPEBOX = ["compile", "error", "format", "guard", "schema", "system", "type", "value"];

/** What services import and what comes as many small files. */
export const BUNDLED = [
  "@fastify/swagger",
  "@opentelemetry/api",
  "fastify",
  "pg",
  "pg-copy-streams",
  "pino",
  "prom-client",
  "typebox",
  ...TYPEBOX.map((entry) => `typebox/${entry}`),
  "undici",
];

/** The folder of the files that stand for the modules of the installed versions. */
export function bundleFolder() {
  const versions = BUNDLED.filter((name) => !name.startsWith("typebox/")).map(versionOf);
  const key = createHash("sha256").update(versions.join()).digest("hex").slice(0, 16);
  return new URL(`.cache/holdfast/modules-${key}/`, NODE_MODULES);
}

/** Which file stands for which module; undefined where they have not been put together. */
export function bundledModules() {
  const folder = bundleFolder();
  const manifest = new URL(MANIFEST, folder);
  if (!existsSync(manifest)) return undefined;
  const pairs = JSON.parse(readFileSync(manifest, "utf8"));
  return new Map(
    pairs.map(([from, to]) => [new URL(from, NODE_MODULES).href, new URL(to, folder).href]),
  );
}

/** A workspace that is installed by itself has not all of them. */
function versionOf(name) {
  const file = new URL(`${name}/package.json`, NODE_MODULES);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : "none";
}
