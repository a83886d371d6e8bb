import { type Import, importsOf } from "../imports.ts";
import { placeOf } from "../place.ts";
import type { Rule } from "../violation.ts";

/** From one workspace into another only by a name in its `exports`, never by a path. */
export const frontDoors: Rule = (tree) =>
  importsOf(tree).flatMap((each) => {
    const reason = mistake(each);
    return reason === undefined ? [] : [{ file: each.from.path, line: each.line, reason }];
  });

function mistake({ from, specifier, target }: Import): string | undefined {
  if (target.kind === "workspace") {
    return target.path === undefined
      ? `${specifier} is no front door of ${target.manifest.name}`
      : undefined;
  }
  if (target.kind !== "file") return undefined;
  const [here, there] = [placeOf(from.path), placeOf(target.path)];
  return here.workspace === there.workspace
    ? undefined
    : `${specifier} reaches into another workspace by path`;
}
