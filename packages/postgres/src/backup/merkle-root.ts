import { createHash, hash } from "node:crypto";

/**
 * The root of a Merkle tree over leaves that come one after the other (RFC 9162, section 2.1.1); of a log, its leaves are
 * hashes already. Holds one hash for each level.
 */
export class MerkleRoot {
  /** Roots of full subtrees, the largest first: one for each bit of the size. */
  readonly #subtrees: Buffer[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(leaf: Buffer): void {
    this.#size += 1;
    let node = leaf;
    // Each zero at the end of the size is a subtree that the new leaf has made full.
    for (let left = this.#size; left % 2 === 0; left /= 2) {
      node = above(this.#subtrees.pop() ?? node, node);
    }
    this.#subtrees.push(node);
  }

  /** In base64, as checkpoints have it. */
  root(): string {
    const root = this.#subtrees.reduceRight<Buffer | undefined>(
      (right, left) => (right === undefined ? left : above(left, right)),
      undefined,
    );
    return (root ?? createHash("sha256").digest()).toString("base64");
  }
}

function above(left: Buffer, right: Buffer): Buffer {
  return hash("sha256", Buffer.concat([NODE, left, right]), "buffer");
}

const NODE = Buffer.of(1);
