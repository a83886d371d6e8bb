import { isRecord, parseJson } from "./json.ts";
import type { SourceFile, SourceTree } from "./source-tree.ts";
import type { Violation } from "./violation.ts";

/** How many violations of a rule a file may have, and why. */
type Allowance = { readonly file: string; readonly count: number; readonly reason: string };

/** The rules one may be excused from. */
export const EXCUSABLE = ["escape-hatches", "environment"] as const;

export const ALLOW_LIST = "tidy/allow-list.json";

/**
 * Takes out what the allow-list excuses. The count must be met exactly: one more, and all of them are told;
 * one less, and the list is told to shrink.
 */
export function withoutAllowed(
  tree: SourceTree,
  judged: { readonly rule: (typeof EXCUSABLE)[number]; readonly found: readonly Violation[] },
): readonly Violation[] {
  const list = tree.file(ALLOW_LIST);
  const found = Map.groupBy(judged.found, ({ file }) => file);
  const excused = new Set<string>();
  const stale = allowances(list, judged.rule).flatMap(({ file, count }) => {
    const actual = found.get(file)?.length ?? 0;
    if (actual <= count) excused.add(file);
    if (list === undefined || actual >= count) return [];
    const reason = `${judged.rule} allows ${count} in ${file}, but there are ${actual}: lower it`;
    return [{ file: ALLOW_LIST, line: lineOf(list, file), reason }];
  });
  return [...judged.found.filter(({ file }) => !excused.has(file)), ...stale];
}

/** What is wrong with the form of the list; an entry that is not understood excuses nothing. */
export function malformed(list: SourceFile): readonly Violation[] {
  const content = parseJson(list.text);
  const complain = (line: number, reason: string) => ({ file: list.path, line, reason });
  if (!isRecord(content)) return [complain(1, "is no JSON object")];
  return Object.entries(content).flatMap(([rule, entries]) => {
    if (!EXCUSABLE.some((name) => name === rule))
      return [complain(lineOf(list, rule), `${rule} excuses nobody`)];
    const isWell = Array.isArray(entries) && entries.every(isAllowance);
    return isWell
      ? []
      : [complain(lineOf(list, rule), "an entry is { file, count, reason }, count from 1 up")];
  });
}

function allowances(list: SourceFile | undefined, rule: string): readonly Allowance[] {
  const content = list === undefined ? undefined : parseJson(list.text);
  const entries: unknown = isRecord(content) ? content[rule] : [];
  return Array.isArray(entries) ? entries.filter(isAllowance) : [];
}

function isAllowance(value: unknown): value is Allowance {
  if (!isRecord(value)) return false;
  const { file, count, reason } = value;
  const isCount = typeof count === "number" && Number.isInteger(count) && count > 0;
  return typeof file === "string" && isCount && typeof reason === "string" && reason !== "";
}

function lineOf(file: SourceFile, text: string): number {
  return file.lineAt(Math.max(0, file.text.indexOf(JSON.stringify(text))));
}
