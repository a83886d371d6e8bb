import { foldSubtrees } from "./compact-range.ts";
import type { Hash } from "./hash.ts";
import { type Subtree, subtreesOf } from "./subtree.ts";

/** Where the hashes of a tree are kept: the roots of complete subtrees, in the order in which they are asked for. */
export type HashSource = (subtrees: readonly Subtree[]) => Promise<readonly Hash[]>;

/** Leaves from the first to before the second. */
export type Range = readonly [begin: number, end: number];

/** The root over each range of leaves, all asked of the source at once. */
export async function rootsOf(
  source: HashSource,
  ranges: readonly Range[],
): Promise<readonly Hash[]> {
  const parts = ranges.map(([begin, end]) => subtreesOf(begin, end));
  const hashes = await source(parts.flat());
  let at = 0;
  return parts.map(({ length }) => foldSubtrees(hashes.slice(at, (at += length))));
}

/** The root of the tree as it was at a size. */
export async function rootAt(source: HashSource, size: number): Promise<Hash> {
  const hashes = await source(subtreesOf(0, size));
  return foldSubtrees(hashes);
}
