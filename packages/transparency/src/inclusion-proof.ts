import { type HashSource, type Range, rootsOf } from "./hash-source.ts";
import { type Hash, isHash, nodeHash } from "./hash.ts";
import { proofSides } from "./proof-sides.ts";
import { isSize, levelBelow } from "./subtree.ts";
import { failed, PASSED, type Verdict } from "./verdict.ts";

/** What is said to be in a tree, at which place, and why. */
export type Inclusion = {
  /** Of the leaf; the first one is 0. */
  readonly index: number;
  readonly leaf: Hash;
  readonly size: number;
  readonly root: Hash;
  readonly proof: readonly Hash[];
};

/** Why an inclusion is not proven. */
export type InclusionFault =
  | "index_beyond_size"
  | "malformed_hash"
  | "proof_too_long"
  | "proof_too_short"
  | "root_differs";

/**
 * The hashes that lead from a leaf to the root of the tree at a size (RFC 9162, 2.1.3.1). Throws `RangeError` for a
 * leaf that is not in it.
 */
export async function inclusionProof(
  source: HashSource,
  index: number,
  size: number,
): Promise<readonly Hash[]> {
  if (!isIndex(index, size)) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const beside: Range[] = [];
  let begin = 0;
  let end = size;
  while (end - begin > 1) {
    const middle = begin + 2 ** levelBelow(end - begin);
    const isLeft = index < middle;
    beside.push(isLeft ? [middle, end] : [begin, middle]);
    if (isLeft) end = middle;
    else begin = middle;
  }
  return rootsOf(source, beside.toReversed());
}

/** Checks that a leaf is in the tree of a root (RFC 9162, 2.1.3.2). */
export function verifyInclusion(inclusion: Inclusion): Verdict<InclusionFault> {
  const { index, leaf, size, root, proof } = inclusion;
  if (!isIndex(index, size)) return failed("index_beyond_size");
  if (![leaf, root, ...proof].every(isHash)) return failed("malformed_hash");
  const sides = proofSides({ index, last: size - 1 }, proof.length);
  if (typeof sides === "string") return failed(sides);
  const hash = proof.reduce(
    (known, beside, at) =>
      sides[at] === "left" ? nodeHash(beside, known) : nodeHash(known, beside),
    leaf,
  );
  return hash === root ? PASSED : failed("root_differs");
}

function isIndex(index: number, size: number): boolean {
  return isSize(index) && isSize(size) && index < size;
}
