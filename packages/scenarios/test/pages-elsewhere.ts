import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** Under which circumstances pages are written. */
export type Circumstances = {
  /** Files and folders of the repository to copy: the tests that tell features, and what they import by path. */
  readonly files: readonly string[];
  /** Which of them are run, by a part of their names. */
  readonly tests: readonly string[];
  /** Where below the checkout: "deep/er". */
  readonly folder: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly workers: number;
  /** Decides the order of files and tests. */
  readonly seed: number;
};

const ROOT = join(import.meta.dirname, "../../..");
const VITEST = join(
  dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
  "vitest.mjs",
);
const run = promisify(execFile);

/** Writes the behaviour pages of some features in another place; returns their texts by file name. */
export async function pagesElsewhere(
  circumstances: Circumstances,
): Promise<ReadonlyMap<string, string>> {
  await using place = await placeBelow(ROOT);
  const root = join(place.path, circumstances.folder);
  for (const file of circumstances.files) await cp(join(ROOT, file), join(root, file), COPY);
  await run(process.execPath, [VITEST, ...wordsOf(root, circumstances)], {
    env: {
      ...process.env,
      CI: "1",
      TZ: circumstances.timeZone,
      LC_ALL: circumstances.locale,
      LANG: circumstances.locale,
    },
  });
  return await pagesIn(root);
}

/** The pages that are in the repository. */
export function committedPages(): Promise<ReadonlyMap<string, string>> {
  return pagesIn(ROOT);
}

const COPY = { recursive: true };

function wordsOf(root: string, { tests, workers, seed }: Circumstances): readonly string[] {
  const shuffled = ["--sequence.shuffle.files", "--sequence.shuffle.tests"];
  const words = ["run", ...tests, "--root", root, "--update", `--maxWorkers=${workers}`];
  return [...words, ...shuffled, `--sequence.seed=${seed}`];
}

/** Below the repository, where packages are found, and where git does not look. */
async function placeBelow(root: string): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = join(root, ".vitest");
  await mkdir(folder, { recursive: true });
  const path = await mkdtemp(join(folder, "pages-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function pagesIn(root: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, "docs/behaviour");
  const names = (await readdir(folder)).toSorted();
  const texts = names.map((name) => readFile(join(folder, name), "utf8"));
  return new Map((await Promise.all(texts)).map((text, at) => [names[at] ?? "", text]));
}
