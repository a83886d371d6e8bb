import type { Rule } from "../violation.ts";

const FOLDER = "docs/adr/";
const WELL_FORMED = /^(?<number>\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md$/;
/** The list of decisions and the form to fill in. */
const COMPANIONS: ReadonlySet<string> = new Set(["README.md", "template.md"]);

/** Decisions are called 0001-what-was-decided.md, and no number is given twice. */
export const adrNames: Rule = (tree) => {
  const firstByNumber = new Map<string, string>();
  return tree.files.flatMap(({ path }) => {
    const name = path.startsWith(FOLDER) ? path.slice(FOLDER.length) : undefined;
    if (name === undefined || COMPANIONS.has(name)) return [];
    const number = WELL_FORMED.exec(name)?.groups?.["number"];
    if (number === undefined)
      return [{ file: path, line: 1, reason: "is not called 0001-what-was-decided.md" }];
    const first = firstByNumber.get(number);
    firstByNumber.set(number, first ?? path);
    return first === undefined
      ? []
      : [{ file: path, line: 1, reason: `number ${number} is taken by ${first}` }];
  });
};
