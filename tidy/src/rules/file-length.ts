import { isCode } from "../place.ts";
import type { Rule } from "../violation.ts";

const LINES_MAX = 300;

/** A code file fits in the head. Recorded data is exempt. */
export const fileLength: Rule = (tree) =>
  tree.files.flatMap((file) => {
    if (!isCode(file.path)) return [];
    const lines = file.lineAt(file.text.trimEnd().length);
    if (lines <= LINES_MAX) return [];
    return [
      { file: file.path, line: LINES_MAX + 1, reason: `${lines} lines, at most ${LINES_MAX}` },
    ];
  });
