import { posix } from "node:path";

import { anchorsOf, readMarkdown } from "../markdown.ts";
import { isRecorded } from "../place.ts";
import type { SourceFile, SourceTree } from "../source-tree.ts";
import type { Rule } from "../violation.ts";

const INLINE = /\]\(\s*<?([^\s)<>]+)>?[^)]*\)/g;
const DEFINITION = /^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/g;
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/** Links within the repository lead somewhere, anchors included. */
export const markdownLinks: Rule = (tree) =>
  tree.files
    .filter(({ path }) => path.endsWith(".md") && !isRecorded(path))
    .flatMap((file) =>
      readMarkdown(file.text).prose.flatMap((line, at) =>
        [...line.matchAll(INLINE), ...line.matchAll(DEFINITION)].flatMap(([, link = ""]) => {
          const reason = ELSEWHERE.test(link) ? undefined : mistake(tree, file, link);
          return reason === undefined ? [] : [{ file: file.path, line: at + 1, reason }];
        }),
      ),
    );

function mistake(tree: SourceTree, file: SourceFile, link: string): string | undefined {
  const [path = "", anchor] = link.split("#", 2);
  const target = path === "" ? file.path : targetOf(file.path, decoded(path));
  if (target !== "." && !tree.has(target)) return `${link} leads nowhere`;
  if (anchor === undefined) return undefined;
  const text = tree.file(target)?.text;
  if (text === undefined || !target.endsWith(".md")) return `${link}: link to the file, lines move`;
  return anchorsOf(text).has(anchor) ? undefined : `${link}: there is no such heading`;
}

/** A path that starts with a slash starts at the root of the repository. */
function targetOf(from: string, path: string): string {
  const start = path.startsWith("/") ? "" : posix.dirname(from);
  return posix.join(start, path).replaceAll(/^\/|\/$/g, "");
}

/** Left as it is where it is wrongly encoded: then it leads nowhere. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
