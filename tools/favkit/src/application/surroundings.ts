import { absolutePath } from "../domain/path-text.ts";
import { isUrl } from "../domain/requested-target.ts";
import type { Wanted } from "../domain/selection.ts";

/** What relative paths and `~` are relative to. */
export type Surroundings = { readonly cwd: string; readonly home: string };

/** A text that may name an item, with the path that it would be. */
export function wantedBy(text: string, surroundings: Surroundings): Wanted {
  return isUrl(text) ? { text } : { text, path: absolutePath(text, surroundings) };
}
