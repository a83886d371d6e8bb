import { type Import, importsOf } from "../imports.ts";
import { isSource, placeOf } from "../place.ts";
import type { SourceTree } from "../source-tree.ts";
import type { Rule, Violation } from "../violation.ts";

type Layer = "domain" | "application" | "adapters";

const LAYERS: ReadonlySet<string> = new Set<Layer>(["domain", "application", "adapters"]);

/** Each layer with the layers it may import. */
const BELOW: Readonly<Record<Layer, readonly Layer[]>> = {
  domain: ["domain"],
  application: ["domain", "application"],
  adapters: ["domain", "application", "adapters"],
};

/**
 * domain ← application ← adapters. What lies beside the layers (main.ts, config.ts, migrate.ts and what they
 * are split into) puts the service together: it imports anything, and no layer imports it. Holds wherever the
 * folders exist; a service has no other folder beside them, and nothing at all imports a main.ts.
 */
export const layers: Rule = (tree) => [...strays(tree), ...importsOf(tree).flatMap(judge)];

function strays(tree: SourceTree): readonly Violation[] {
  return tree.files.flatMap(({ path }) => {
    const { room, inner } = placeOf(path);
    if (room !== "services" || !isSource(path) || !inner.startsWith("src/")) return [];
    if (layerOf(path) !== undefined || isOutside(path)) return [];
    return [{ file: path, line: 1, reason: `belongs to no layer (${[...LAYERS].join(", ")})` }];
  });
}

function judge({ from, line, target }: Import): readonly Violation[] {
  if (target.kind !== "file" || !isSource(from.path)) return [];
  const reason = mistake(from.path, target.path);
  return reason === undefined ? [] : [{ file: from.path, line, reason }];
}

function mistake(from: string, to: string): string | undefined {
  const [layer, lower] = [layerOf(from), layerOf(to)];
  if (to.endsWith("/src/main.ts")) return "nothing imports main.ts";
  if (layer === undefined) return undefined;
  if (isOutside(to)) return `${layer} must not import what lies beside the layers (${to})`;
  if (lower === undefined) return undefined;
  if (!BELOW[layer].includes(lower)) return `${layer} must not import ${lower} (${to})`;
  if (layer === "adapters" && lower === "adapters" && adapterOf(from) !== adapterOf(to)) {
    return `an adapter must not import another adapter (${to})`;
  }
  return undefined;
}

function layerOf(path: string): Layer | undefined {
  const [source, folder = "", ...rest] = placeOf(path).inner.split("/");
  return source === "src" && rest.length > 0 && isLayer(folder) ? folder : undefined;
}

function isLayer(name: string): name is Layer {
  return LAYERS.has(name);
}

function isOutside(path: string): boolean {
  return /^src\/[^/]+$/.test(placeOf(path).inner);
}

/** An adapter is a folder, or a file that stands alone. */
function adapterOf(path: string): string | undefined {
  return placeOf(path).inner.split("/")[2]?.replace(/\.ts$/, "");
}
