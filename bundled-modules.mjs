import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

/** Where packages are installed. */
export const NODE_MODULES = new URL("./node_modules/", import.meta.url);
/** Tells which file of the folder stands for which module; not there until all the others are. */
export const MANIFEST = "manifest.json";

const TYPEBOX = ["compile", "error", "format", "guard", "schema", "system", "type", "value"];

/** What services import and what comes as many small files. */
export const BUNDLED = [
  "@fastify/fast-json-stringify-compiler",
  "@fastify/swagger",
  "@opentelemetry/api",
  "fastify",
  "jose",
  "pg",
  "pg-copy-streams",
  "pino",
  "prom-client",
  "typebox",
  ...TYPEBOX.map((entry) => `typebox/${entry}`),
  "undici",
];

/** What npm has installed, rewritten whenever it changes something. */
const INSTALLED = new URL(".package-lock.json", NODE_MODULES);

/** The folder of the files that stand for the modules as they are installed; undefined where npm did not install them. */
export function bundleFolder() {
  if (!existsSync(INSTALLED)) return undefined;
  const key = createHash("sha256").update(readFileSync(INSTALLED)).digest("hex").slice(0, 16);
  return new URL(`.cache/holdfast/modules-${key}/`, NODE_MODULES);
}

/** Which file stands for which module; undefined where they have not been put together since something was installed. */
export function bundledModules() {
  const folder = bundleFolder();
  if (folder === undefined) return undefined;
  const manifest = new URL(MANIFEST, folder);
  if (!existsSync(manifest)) return undefined;
  const pairs = JSON.parse(readFileSync(manifest, "utf8"));
  return new Map(
    pairs.map(([from, to]) => [new URL(from, NODE_MODULES).href, new URL(to, folder).href]),
  );
}
