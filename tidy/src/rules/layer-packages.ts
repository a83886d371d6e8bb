import { type Import, importsOf } from "../imports.ts";
import { isSource, placeOf } from "../place.ts";
import { type Purity, purityOf } from "../purity.ts";
import type { Rule } from "../violation.ts";

/**
 * Drivers and frameworks stay in the adapters: the domain imports packages that only compute, the application
 * layer imports no library and no package that brings one along.
 */
export const layerPackages: Rule = (tree) => {
  const purity = purityOf(tree);
  return importsOf(tree).flatMap((each) => {
    const reason = isSource(each.from.path) ? mistake(each, purity) : undefined;
    return reason === undefined ? [] : [{ file: each.from.path, line: each.line, reason }];
  });
};

function mistake({ from, specifier, target }: Import, purity: Purity): string | undefined {
  const { inner } = placeOf(from.path);
  const isDomain = inner.startsWith("src/domain/");
  if (!isDomain && !inner.startsWith("src/application/")) return undefined;
  if (target.kind === "library") return `${specifier}: libraries belong into adapters`;
  if (target.kind === "builtin" && isDomain)
    return `${specifier}: the domain imports no built-in module`;
  if (target.kind !== "workspace") return undefined;
  const { name } = target.manifest;
  if (isDomain && !purity.pure.has(name))
    return `${name} does more than compute: the domain imports pure packages`;
  if (purity.withLibraries.has(name))
    return `${name} brings a library along: it belongs into adapters`;
  return undefined;
}
