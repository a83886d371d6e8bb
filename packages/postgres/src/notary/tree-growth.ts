import { CompactRange, type Hash, subtreesOf, type TreeState } from "@holdfast/transparency";

import type { Transaction } from "../transaction.ts";
import type { Span } from "./read-events.ts";
import { readLeaves } from "./read-leaves.ts";
import { type Tile, TILE_LEVELS, type TreeStore } from "./tree-store.ts";

/** Extends the tree of a log, whose state it keeps between batches. */
export class TreeGrowth {
  readonly #schema: string;
  readonly #store: TreeStore;
  /** What the last batch made, whether or not it was committed: the next one goes on from it only if it was. */
  #tree = new CompactRange();

  constructor({ schema, store }: { readonly schema: string; readonly store: TreeStore }) {
    this.#schema = schema;
    this.#store = store;
  }

  /** The tree with the events of a span, by their leaves. Throws `NotaryRefused` if one of them is missing. */
  async extend(tx: Transaction, { after, upTo }: Span): Promise<Grown> {
    const tree = (await this.#at(tx, after)).copy();
    const grownFrom = stateOf(tree);
    const tiles: Tile[] = [];
    await readLeaves({ tx, schema: this.#schema }, { after, upTo }, (leaf) =>
      appendLeaf(tree, leaf, (tile) => tiles.push(tile)),
    );
    await this.#store.addTiles(tx, tiles);
    this.#tree = tree;
    return { tree: stateOf(tree), grownFrom };
  }

  async #at(tx: Transaction, size: number): Promise<CompactRange> {
    if (this.#tree.size === size) return this.#tree;
    return new CompactRange(size, await this.#store.source(tx)(subtreesOf(0, size)));
  }
}

/** A tree, and what it was before. */
type Grown = { readonly tree: TreeState; readonly grownFrom: TreeState };

function stateOf(tree: CompactRange): TreeState {
  return { size: tree.size, root: tree.root() };
}

/** Adds a leaf; tells of the tiles that it completes. */
export function appendLeaf(tree: CompactRange, leaf: Hash, onTile: (tile: Tile) => void): void {
  tree.append(leaf, (level, hash) => {
    if (level % TILE_LEVELS !== 0) return;
    const index = (tree.size + 1) / 2 ** level - 1;
    onTile({ level: level / TILE_LEVELS, index, hash });
  });
}
