import { type Span, Visitor, type VisitorObject } from "oxc-parser";

import { parsed } from "./parsed.ts";
import type { SourceFile, SourceTree } from "./source-tree.ts";
import type { Violation } from "./violation.ts";

/** Notes a violation at the first line of a piece of code. */
export type Blame = (where: Pick<Span, "start">, reason: string) => void;

/** Walks the syntax of every file in question and gathers what its visitor blames. */
export function inspect(
  tree: SourceTree,
  isInQuestion: (path: string) => boolean,
  visitor: (blame: Blame, file: SourceFile) => VisitorObject,
): readonly Violation[] {
  const violations: Violation[] = [];
  for (const file of tree.files) {
    if (!isInQuestion(file.path)) continue;
    const blame: Blame = ({ start }, reason) => {
      violations.push({ file: file.path, line: file.lineAt(start), reason });
    };
    new Visitor(visitor(blame, file)).visit(parsed(file).program);
  }
  return violations;
}
