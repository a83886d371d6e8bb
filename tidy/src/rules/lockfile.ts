import type { Rule } from "../violation.ts";

/** The lock file names versions and hashes; from which registry they come is the reader's business. */
export const lockfile: Rule = (tree) =>
  tree.files
    .filter(({ path }) => /(^|\/)package-lock\.json$/.test(path))
    .flatMap((file) =>
      [...file.text.matchAll(/"resolved":\s*"(?:git\+)?https?:/g)].map(({ index }) => ({
        file: file.path,
        line: file.lineAt(index),
        reason: "names the address of a registry (omit-lockfile-registry-resolved in .npmrc)",
      })),
    );
