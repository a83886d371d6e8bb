import { must } from "./bad-options.ts";
import { isTexts, parseJson } from "./json.ts";
import { followLink, pathOf } from "./page-links.ts";

/** Where a walk goes on: the next page, the page before it, and the accounts told last. */
export type PageCursor = {
  readonly url: URL;
  readonly from: URL;
  readonly known: readonly string[];
};

/** A text to keep; opaque to everybody else. */
export const writeCursor = ({ url, from, known }: PageCursor) =>
  JSON.stringify([pathOf(url), pathOf(from), ...known]);

/** Throws `BadOptions` when the text is no cursor, or one of another origin. */
export function readCursor(text: string, base: URL): PageCursor {
  const texts = parseJson(text);
  const [next, before, ...known] = isTexts(texts) ? texts : [];
  const [url, from] = [next, before].map((link) => ours(link, base));
  must(
    url !== undefined && from !== undefined,
    "cursor must be what page.cursor held, of this bank",
  );
  return { url, from, known };
}

function ours(link: string | undefined, base: URL): URL | undefined {
  try {
    // By itself, "//there" would be another host.
    return link === undefined ? undefined : followLink(`${base.origin}${link}`, base);
  } catch {
    return undefined;
  }
}
