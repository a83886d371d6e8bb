import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

import { readMarkdown } from "./markdown.ts";
import { isRecorded } from "./place.ts";
import type { SourceTree } from "./source-tree.ts";
import type { Violation } from "./violation.ts";

/** A fenced `ts` block of a Markdown file. */
export type Block = {
  readonly file: string;
  /** Where its first line of code stands in the file. */
  readonly line: number;
  /** The file that it is to become, from the root of the repository; undefined for one that is only read. */
  readonly taughtAs?: string | undefined;
  readonly code: string;
};

/** Signatures, which have been compiled where they come from. */
const REFERENCE = "docs/reference/";
const COMPILE_MS_MAX = 60_000;
/** Ignored by git, and the place where the test runner keeps its own things. */
const SCRATCH = ".vitest";
const DIAGNOSTIC = /^(?<path>[^\s(][^(]*)\((?<line>\d+),\d+\): error (?<reason>TS\d+: .*)$/gm;

/** Every `ts` block of every Markdown file; whatever should not compile says it is another language. */
export function codeBlocks(tree: SourceTree): readonly Block[] {
  return tree.files
    .filter(({ path }) => path.endsWith(".md") && !isRecorded(path) && !path.startsWith(REFERENCE))
    .flatMap(({ path, text }) =>
      readMarkdown(text)
        .fences.filter(({ language }) => /^(ts|mts|typescript)$/.test(language))
        .map(({ line, title, code }) => {
          const taughtAs = title.includes("/") ? title : undefined;
          return { file: path, line, taughtAs, code };
        }),
    );
}

/**
 * Type-checks each block as a module of its own that lies beside its Markdown file, or at the place that it names, all
 * with one compiler run.
 * Mistakes in the files that blocks import are not told again.
 */
export function compileBlocks(root: string, blocks: readonly Block[]): readonly Violation[] {
  if (blocks.length === 0) return [];
  mkdirSync(join(root, SCRATCH), { recursive: true });
  const folder = mkdtempSync(join(root, SCRATCH, "readme-"));
  try {
    const paths = blocks.map((block) => writeBlock(folder, block));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings(root, folder, paths)));
    const byPath = new Map(paths.map((path, at) => [relative(root, path), blocks[at]]));
    return violations(compile(root, folder), byPath);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeBlock(folder: string, { file, line, taughtAs, code }: Block): string {
  const path = join(folder, taughtAs ?? join(dirname(file), `line-${line}.ts`));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${code}\n`);
  return path;
}

function settings(root: string, folder: string, files: readonly string[]) {
  return {
    extends: join(root, "tsconfig.json"),
    // Both roots count as one place, so "./src/x.ts" in a block means what it means to the reader of the file.
    compilerOptions: { rootDirs: [root, folder], noUnusedLocals: false, noUnusedParameters: false },
    files,
    include: [],
  };
}

function compile(
  root: string,
  folder: string,
): { readonly output: string; readonly isClean: boolean } {
  const tsc = join(
    dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
    "bin/tsc",
  );
  const words = [tsc, "-p", folder, "--pretty", "false"];
  const options = { cwd: root, encoding: "utf8", timeout: COMPILE_MS_MAX } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, words, options);
  return { output: `${stdout}${stderr}`, isClean: status === 0 };
}

function violations(
  { output, isClean }: ReturnType<typeof compile>,
  byPath: ReadonlyMap<string, Block | undefined>,
): readonly Violation[] {
  const diagnostics = [...output.matchAll(DIAGNOSTIC)];
  if (!isClean && diagnostics.length === 0) {
    return [{ file: "tsconfig.json", line: 1, reason: `the compiler did not run: ${output}` }];
  }
  return diagnostics.flatMap(({ groups: { path = "", line = "", reason = "" } = {} }) => {
    const block = byPath.get(path);
    if (block === undefined) return [];
    return [{ file: block.file, line: block.line + Number(line) - 1, reason }];
  });
}
