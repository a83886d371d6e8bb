import { count, property } from "./json.ts";

/** For each file, its lines that hold a statement, each with whether anything ran it. */
export type LineCoverage = ReadonlyMap<string, ReadonlyMap<number, boolean>>;

/** Reads a coverage report in the JSON form of Istanbul, which Vitest and c8 both write. */
export function readLineCoverage(report: unknown): LineCoverage {
  const files = typeof report === "object" && report !== null ? Object.entries(report) : [];
  return new Map(files.map(([path, file]: [string, unknown]) => [path, linesOf(file)]));
}

/** Several statements may start on a line; it counts as run when one of them is. */
function linesOf(file: unknown): ReadonlyMap<number, boolean> {
  const statements = property(file, "statementMap");
  const hits = property(file, "s");
  const lines = new Map<number, boolean>();
  if (typeof statements !== "object" || statements === null) return lines;
  for (const [id, statement] of Object.entries(statements)) {
    const line = count(property(statement, "start"), "line");
    lines.set(line, lines.get(line) === true || count(hits, id) > 0);
  }
  return lines;
}

/**
 * Adds what the processes ran to what the tests ran. Which lines there are is told by the tests' report alone,
 * for it knows the syntax: the other one takes every line of a file for a statement, comments included.
 */
export function withProcesses(tests: LineCoverage, processes: LineCoverage): LineCoverage {
  return new Map(
    [...tests].map(([path, lines]) => {
      const ran = processes.get(path);
      const both = [...lines].map(([line, isRun]): [number, boolean] => [
        line,
        isRun || ran?.get(line) === true,
      ]);
      return [path, new Map(both)];
    }),
  );
}

/** A part of the repository with the share of its lines that must run. */
export type Scope = { readonly name: string; readonly least: number | undefined };

/** What a part of the repository comes to. */
export type Row = Scope & {
  readonly lines: number;
  readonly run: number;
  readonly isEnough: boolean;
};

/** Sums up the files by the scopes they belong to, in alphabetical order. */
export function rowsOf(
  coverage: LineCoverage,
  scopesOf: (path: string) => readonly Scope[],
): readonly Row[] {
  const sums = new Map<string, Scope & { lines: number; run: number }>();
  for (const [path, lines] of coverage) {
    for (const scope of scopesOf(path)) {
      const sum = sums.get(scope.name) ?? { ...scope, lines: 0, run: 0 };
      sum.lines += lines.size;
      sum.run += [...lines.values()].filter(Boolean).length;
      sums.set(scope.name, sum);
    }
  }
  return [...sums.values()]
    .map((sum) => ({ ...sum, isEnough: sum.run >= ((sum.least ?? 0) / 100) * sum.lines }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** The lines that nothing ran, neighbours as ranges: "3, 7-9". Lines without a statement do not part them. */
export function missedLines(lines: ReadonlyMap<number, boolean>): string {
  const ranges: { first: number; last: number }[] = [];
  let before: number | undefined;
  for (const [line, isRun] of [...lines].toSorted(([one], [other]) => one - other)) {
    const range = ranges.at(-1);
    if (!isRun && range !== undefined && range.last === before) range.last = line;
    else if (!isRun) ranges.push({ first: line, last: line });
    before = line;
  }
  return ranges
    .map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`))
    .join(", ");
}
