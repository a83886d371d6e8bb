import { type HashSource, type Range, rootsOf } from "./hash-source.ts";
import { type Hash, isHash, nodeHash } from "./hash.ts";
import { half, proofSides } from "./proof-sides.ts";
import { isSize, levelBelow } from "./subtree.ts";
import { failed, PASSED, type Verdict } from "./verdict.ts";

/** Two states of a tree, and why the older one is the beginning of the newer one. */
export type Consistency = {
  readonly from: TreeState;
  readonly to: TreeState;
  readonly proof: readonly Hash[];
};

/** How large a tree was, and what its root was then. */
export type TreeState = { readonly size: number; readonly root: Hash };

/** Why a consistency is not proven. */
export type ConsistencyFault =
  | "size_zero"
  | "sizes_out_of_order"
  | "malformed_hash"
  | "proof_too_long"
  | "proof_too_short"
  | "older_root_differs"
  | "newer_root_differs";

/**
 * The hashes that prove that the tree at `from` leaves is the beginning of the tree at `to` (RFC 9162, 2.1.4.1). Throws
 * `RangeError` unless 0 < `from` <= `to`: from an empty tree nothing can be proven.
 */
export async function consistencyProof(
  source: HashSource,
  from: number,
  to: number,
): Promise<readonly Hash[]> {
  if (!isSize(from) || !isSize(to) || from === 0 || from > to) {
    throw new RangeError(`no consistency from ${from} to ${to}`);
  }
  const beside: Range[] = [];
  let begin = 0;
  let end = to;
  while (end !== from) {
    const middle = begin + 2 ** levelBelow(end - begin);
    const isLeft = from <= middle;
    beside.push(isLeft ? [middle, end] : [begin, middle]);
    if (isLeft) end = middle;
    else begin = middle;
  }
  // Where nothing lies to the left, this is the older tree itself, whose root is known.
  if (begin > 0) beside.push([begin, end]);
  return rootsOf(source, beside.toReversed());
}

/** Checks that an older tree is the beginning of a newer one (RFC 9162, 2.1.4.2). */
export function verifyConsistency({ from, to, proof }: Consistency): Verdict<ConsistencyFault> {
  if (from.size === 0) return failed("size_zero");
  if (!isSize(from.size) || !isSize(to.size) || from.size > to.size) {
    return failed("sizes_out_of_order");
  }
  if (![from.root, to.root, ...proof].every(isHash)) return failed("malformed_hash");
  if (from.size === to.size) {
    if (proof.length > 0) return failed("proof_too_long");
    return from.root === to.root ? PASSED : failed("newer_root_differs");
  }
  return walk({ from, to, proof: isPowerOfTwo(from.size) ? [from.root, ...proof] : proof });
}

function walk({ from, to, proof: [first, ...rest] }: Consistency): Verdict<ConsistencyFault> {
  if (first === undefined) return failed("proof_too_short");
  let [index, last] = [from.size - 1, to.size - 1];
  while (index % 2 === 1) [index, last] = [half(index), half(last)];
  const sides = proofSides({ index, last }, rest.length);
  if (typeof sides === "string") return failed(sides);
  let [older, newer] = [first, first];
  for (const [at, beside] of rest.entries()) {
    if (sides[at] === "left") {
      [older, newer] = [nodeHash(beside, older), nodeHash(beside, newer)];
    } else {
      newer = nodeHash(newer, beside);
    }
  }
  if (older !== from.root) return failed("older_root_differs");
  return newer === to.root ? PASSED : failed("newer_root_differs");
}

function isPowerOfTwo(size: number): boolean {
  return 2 ** levelBelow(size + 1) === size;
}
