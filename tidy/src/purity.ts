import { type Import, importsOf } from "./imports.ts";
import { type Manifest, manifests } from "./manifests.ts";
import { isSource } from "./place.ts";
import type { SourceTree } from "./source-tree.ts";

/** Names of the workspace packages by what they bring with them. */
export type Purity = {
  /** Only computes: imports nothing but pure packages and the built-in modules that only compute. */
  readonly pure: ReadonlySet<string>;
  /** Brings a driver or framework along: itself, or a package it imports, depends on a library. */
  readonly withLibraries: ReadonlySet<string>;
};

const COMPUTING_MODULES: ReadonlySet<string> = new Set([
  "node:assert",
  "node:assert/strict",
  "node:buffer",
  "node:crypto",
]);
/** What node:crypto has that does not follow from its arguments. */
const RANDOM =
  /^(random|generate|getRandom|webcrypto|default|subtle|createDiffieHellman|createECDH)/;

/** Judges every workspace package by its imports, those of the packages it imports included. */
export function purityOf(tree: SourceTree): Purity {
  const all = manifests(tree).filter(({ folder }) => folder !== "");
  const imports = importsOf(tree).filter(({ from }) => isSource(from.path));
  const importsBy = new Map(all.map(({ name, folder }) => [name, imports.filter(within(folder))]));
  const reaches = (isTainted: (each: Import) => boolean) => tainted(all, importsBy, isTainted);
  const impure = reaches((each) => !onlyComputes(each));
  return {
    pure: new Set(all.map(({ name }) => name).filter((name) => !impure.has(name))),
    withLibraries: reaches(({ target }) => target.kind === "library"),
  };
}

function onlyComputes({ target, names }: Import): boolean {
  if (target.kind === "library") return false;
  if (target.kind !== "builtin") return true;
  if (!COMPUTING_MODULES.has(target.name)) return false;
  return (
    target.name !== "node:crypto" || (names.length > 0 && !names.some((name) => RANDOM.test(name)))
  );
}

const within = (folder: string) => (each: Import) => each.from.path.startsWith(`${folder}/`);

/** Packages with a tainted import, and those that import such a package, however far away. */
function tainted(
  all: readonly Manifest[],
  importsBy: ReadonlyMap<string, readonly Import[]>,
  isTainted: (each: Import) => boolean,
): ReadonlySet<string> {
  const found = new Set<string>();
  const isBad = (each: Import) =>
    isTainted(each) || (each.target.kind === "workspace" && found.has(each.target.manifest.name));
  // Each round adds at least one package or is the last one.
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { name } of all) if (importsBy.get(name)?.some(isBad)) found.add(name);
  }
  return found;
}
