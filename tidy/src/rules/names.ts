import { isCode, isRecorded } from "../place.ts";
import type { Rule } from "../violation.ts";

/** Names that say nothing: whatever is inside has a better one. */
const EMPTY_NAMES: ReadonlySet<string> = new Set(
  "util utils utility utilities helper helpers common shared misc type types lib libs".split(" "),
);
const EMPTY_ENDING = /-(utils?|helpers?|misc)$/;
/** Lower case with hyphens, then the kind: `x.ts`, `x.test.ts`, `x.sql.ts`. */
const KEBAB_FILE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/;

/** Folders and files are named after what is in them, code files in kebab-case. */
export const names: Rule = (tree) =>
  tree.files.flatMap(({ path }) => {
    if (isRecorded(path)) return [];
    const file = path.slice(path.lastIndexOf("/") + 1);
    const empty = path.split("/").map(stem).find(isEmptyName);
    const reasons: string[] = [];
    if (empty !== undefined) reasons.push(`"${empty}" names nothing`);
    if (isCode(path) && !KEBAB_FILE.test(file)) reasons.push(`${file} is not in kebab-case`);
    return reasons.map((reason) => ({ file: path, line: 1, reason }));
  });

function stem(name: string): string {
  return name.replace(/(?<=.)\..*$/, "");
}

function isEmptyName(name: string): boolean {
  return EMPTY_NAMES.has(name) || EMPTY_ENDING.test(name);
}
