import { parsed } from "../parsed.ts";
import { isCode } from "../place.ts";
import type { Rule } from "../violation.ts";

/** A file that cannot be parsed would slip past every other rule. */
export const parseable: Rule = (tree) =>
  tree.files
    .filter(({ path }) => isCode(path))
    .flatMap((file) =>
      parsed(file).errors.map(({ message, labels }) => ({
        file: file.path,
        line: file.lineAt(labels[0]?.start ?? 0),
        reason: `cannot be parsed: ${message}`,
      })),
    );
