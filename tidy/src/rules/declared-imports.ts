import { type Import, importsOf } from "../imports.ts";
import { type Manifest, manifests, nearestManifest } from "../manifests.ts";
import { isSource } from "../place.ts";
import type { Rule } from "../violation.ts";

/**
 * What is imported by name is declared in the nearest package.json: as a dependency for code that runs. Tests
 * and configuration may also use development dependencies, the root's included.
 */
export const declaredImports: Rule = (tree) => {
  const all = manifests(tree);
  const root = all.find(({ folder }) => folder === "");
  return importsOf(tree).flatMap((each) => {
    const name = nameOf(each);
    const nearest = nearestManifest(all, each.from.path);
    if (name === undefined || nearest?.name === name || isDeclared(name, each, { nearest, root }))
      return [];
    const where =
      nearest === undefined
        ? "any package.json"
        : `${nearest.folder}/package.json`.replace(/^\//, "");
    return [
      { file: each.from.path, line: each.line, reason: `${name} is not declared in ${where}` },
    ];
  });
};

function nameOf({ target }: Import): string | undefined {
  if (target.kind === "library") return target.name;
  return target.kind === "workspace" ? target.manifest.name : undefined;
}

type Manifests = { readonly nearest: Manifest | undefined; readonly root: Manifest | undefined };

function isDeclared(name: string, { from }: Import, { nearest, root }: Manifests): boolean {
  if (nearest?.runtime.has(name) === true) return true;
  const runs = isSource(from.path) && !from.path.endsWith(".config.ts");
  return !runs && [nearest, root].some((manifest) => manifest?.development.has(name) === true);
}
