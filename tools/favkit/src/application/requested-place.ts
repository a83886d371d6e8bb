import { FavkitError } from "../domain/favkit-error.ts";
import { absolutePath } from "../domain/path-text.ts";
import { quoted } from "../domain/printable.ts";
import { hasControlCharacter, isUrl, requestedTarget } from "../domain/requested-target.ts";
import { pathOf, targetOfPath } from "../domain/target-of.ts";
import type { Target } from "../domain/target.ts";
import { controlCharacter, failure } from "./fail.ts";
import type { Paths } from "./ports.ts";
import type { Surroundings } from "./surroundings.ts";

/** How places are looked at. */
export type PlaceOptions = Surroundings & {
  readonly paths: Paths;
  /** What a path leads to in the end, instead of the link itself. */
  readonly isReal: boolean;
  /** Takes a path that does not exist. */
  readonly isForced: boolean;
};

/** What a path or URL leads to that somebody typed; it is looked whether it exists. */
export async function requestedPlace(text: string, options: PlaceOptions): Promise<Target> {
  const target = meantTarget(text, options);
  const path = pathOf(target);
  // Recents is a place of the Finder, which other systems do not have.
  if (path === undefined || target.kind === "recents") return target;
  const there = await options.paths.inspect(path);
  if (there !== undefined) return targetOfPath(options.isReal ? there.real : path, there.kind);
  if (options.isForced || target.kind === "applications") return target;
  throw new FavkitError(
    "path_not_found",
    `${quoted(path)} does not exist; --force adds it nevertheless`,
  );
}

/** The same without a look at the file system: a path is a folder's until somebody looks. */
export function meantTarget(text: string, surroundings: Surroundings): Target {
  if (isUrl(text)) {
    const target = requestedTarget(text);
    if ("code" in target) throw failure(target);
    return target;
  }
  if (text === "") throw new FavkitError("bad_usage", "an empty path names no place");
  if (hasControlCharacter(text)) throw controlCharacter(text);
  return targetOfPath(absolutePath(text, surroundings), "folder");
}
