import { type ParseResult, parseSync } from "oxc-parser";

import type { SourceFile } from "./source-tree.ts";

type Parsed = Pick<ParseResult, "program" | "module" | "comments" | "errors">;

/** Several rules read the same file, and reading it is the costly part. A file never changes within a tree. */
const parsedFiles = new WeakMap<SourceFile, Parsed>();

/** The syntax tree of a file; with errors, it may be empty (the rule `parseable` reports those). */
export function parsed(file: SourceFile): Parsed {
  const known = parsedFiles.get(file);
  if (known !== undefined) return known;
  // Each property of the result is a getter that decodes anew.
  const { program, module, comments, errors } = parseSync(file.path, file.text);
  const result = { program, module, comments, errors };
  parsedFiles.set(file, result);
  return result;
}
