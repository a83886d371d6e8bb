import { isRecorded } from "../place.ts";
import type { Rule } from "../violation.ts";

/** No line ends in blanks or a carriage return, and a text ends with its last line. */
export const trailingWhitespace: Rule = (tree) =>
  tree.files.flatMap((file) => {
    if (isRecorded(file.path) || file.text === "") return [];
    const blanks = [...file.text.matchAll(/[ \t\r]+$/gm)].map(({ index }) => ({
      line: file.lineAt(index),
      reason: "blanks at the end of the line",
    }));
    const end = /\n\n$|[^\n]$/.test(file.text)
      ? [
          {
            line: file.lineAt(file.text.length - 1),
            reason: "does not end with exactly one line break",
          },
        ]
      : [];
    return [...blanks, ...end].map((each) => ({ file: file.path, ...each }));
  });
