import { EMPTY_ROOT, type Hash, nodeHash } from "./hash.ts";
import { subtreesOf } from "./subtree.ts";

/**
 * A tree that leaves are added to at its end, of which only the roots of its complete subtrees are kept: 64 hashes at
 * the most, enough for the root and to go on.
 */
export class CompactRange {
  #size: number;
  /** From the largest subtree on the left to the smallest on the right. */
  readonly #hashes: Hash[];

  /** The tree of that size; `hashes` are the roots of `subtreesOf(0, size)`. Throws `RangeError` if they are not as many. */
  constructor(size = 0, hashes: readonly Hash[] = []) {
    if (subtreesOf(0, size).length !== hashes.length) {
      throw new RangeError(`a tree of ${size} leaves is not made of ${hashes.length} subtrees`);
    }
    this.#size = size;
    this.#hashes = [...hashes];
  }

  /** How many leaves it has. */
  get size(): number {
    return this.#size;
  }

  /** The roots of its complete subtrees. */
  get hashes(): readonly Hash[] {
    return [...this.#hashes];
  }

  /** Adds a leaf; tells of each subtree that it completes, from the smallest, with the leaf itself left out. */
  append(leaf: Hash, onComplete?: (level: number, hash: Hash) => void): void {
    let hash = leaf;
    let level = 0;
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = nodeHash(this.#hashes.pop() ?? "", hash);
      level += 1;
      onComplete?.(level, hash);
    }
    this.#hashes.push(hash);
    this.#size += 1;
  }

  /** The root of the whole tree. */
  root(): Hash {
    return foldSubtrees(this.#hashes);
  }

  /** A tree of its own that goes on from here. */
  copy(): CompactRange {
    return new CompactRange(this.#size, this.#hashes);
  }
}

/** The root over subtrees that stand side by side, the largest first. */
export function foldSubtrees(hashes: readonly Hash[]): Hash {
  return hashes.length === 0
    ? EMPTY_ROOT
    : hashes.reduceRight((right, left) => nodeHash(left, right));
}
