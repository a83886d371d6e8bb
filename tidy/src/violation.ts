import type { SourceTree } from "./source-tree.ts";

/** A place where the repository breaks a rule of the house. */
export type Violation = {
  readonly file: string;
  /** Counted from one. */
  readonly line: number;
  readonly reason: string;
};

/** A rule reads the whole tree and tells every place that breaks it. */
export type Rule = (tree: SourceTree) => readonly Violation[];

/** The form a terminal and an editor can jump to. */
export function asLine({ file, line, reason }: Violation): string {
  return `${file}:${line}: ${reason}`;
}
