import { execFileSync } from "node:child_process";
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type SourceTree, sourceTree } from "./source-tree.ts";

const LISTING_BYTES_MAX = 64 * 1024 * 1024;

/** Reads the checkout as it lies on disk: tracked files and new ones that are not ignored. */
export function workingTree(root: string): SourceTree {
  const texts: Record<string, string> = {};
  for (const path of listedFiles(root)) {
    const text = readText(join(root, path));
    if (text !== undefined) texts[path] = text;
  }
  return sourceTree(texts);
}

function listedFiles(root: string): readonly string[] {
  // Git refuses a checkout that another user owns; this reads names only, so it may trust it.
  const words = [
    "-c",
    "safe.directory=*",
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
    "-z",
  ];
  const options = { cwd: root, encoding: "utf8", maxBuffer: LISTING_BYTES_MAX } as const;
  return execFileSync("git", words, options).split("\0").filter(Boolean);
}

/** Undefined for what is no text file: a link, a binary, a file deleted since git listed it. */
function readText(path: string): string | undefined {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const text = readFileSync(path, "utf8");
  return text.includes("\0") ? undefined : text;
}
