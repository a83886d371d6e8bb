import { writeFile } from "node:fs/promises";

import { openBench, sha256, type StartOptions } from "./favkit-process.ts";
import { FILES } from "./written/sfl-bytes.ts";

/** The name of a file of favourites. */
export const LIST = "com.apple.LSSharedFileList.FavoriteItems.sfl4";
/** Six favourites, one of them hidden. */
export const FAVOURITES = FILES["favourites of macOS 26"] ?? Buffer.alloc(0);

/** A folder with one file of a list in it. */
export async function withList(bytes: Uint8Array = FAVOURITES, name = LIST) {
  const bench = await openBench();
  await writeFile(bench.path(name), bytes);
  return {
    ...bench,
    run: (...argv: readonly string[]) => bench.favkit(...argv, "--file", name),
    start: (options: StartOptions, ...argv: readonly string[]) =>
      bench.start(options, ...argv, "--file", name),
    hash: () => sha256(bench.path(name)),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}
