import { readMarkdown } from "./markdown.ts";
import { isRecorded } from "./place.ts";
import { type SourceTree, sourceTree } from "./source-tree.ts";

/** Programs to look around with, which the reader removes in the end. */
const TOUR = /(^|\/)tour\//;

/**
 * The tree with the files that its Markdown has the reader write: blocks behind whose language a path stands. A tutorial
 * must not teach what the rules forbid.
 */
export function withTaughtFiles(tree: SourceTree): SourceTree {
  const taught = tree.files
    .filter(({ path }) => path.endsWith(".md") && !isRecorded(path))
    .flatMap(({ text }) => readMarkdown(text).fences)
    .filter(({ language, title }) => title.includes("/") && language !== "md" && !TOUR.test(title))
    .map(({ title, code }) => [title, `${code}\n`] as const);
  const there = tree.files.map(({ path, text }) => [path, text] as const);
  return sourceTree(Object.fromEntries([...there, ...taught]));
}
