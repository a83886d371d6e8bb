import { mix } from "./random.ts";
import { syntheticBlockHash } from "./synthetic-names.ts";

/** A block that was made while the chain lives. */
export type LiveBlock = {
  readonly level: number;
  /** When it was made, in seconds since 1970. */
  readonly seconds: number;
  /** The number of operations of all kinds up to its end. */
  readonly end: number;
  /** 0 until the first reorganisation; each one counts up. */
  readonly branch: number;
};

const BRANCH_SALT = 0x6272;

/** The blocks that were made while the chain lives, level by level; a value that never changes. */
export class LiveBlocks {
  static readonly none = new LiveBlocks([], new Map());

  /** Shared by those that were made one from the other; each sees `#count` of it. */
  readonly #blocks: LiveBlock[];
  readonly #count: number;
  /** The branch of blocks whose contents were changed without anybody being told. */
  readonly #rewritten: ReadonlyMap<number, number>;

  private constructor(blocks: LiveBlock[], rewritten: ReadonlyMap<number, number>) {
    this.#blocks = blocks;
    this.#count = blocks.length;
    this.#rewritten = rewritten;
  }

  at(level: number): LiveBlock | undefined {
    const [first] = this.#blocks;
    if (first === undefined || level < first.level) return undefined;
    const index = level - first.level;
    return index < this.#count ? this.#blocks[index] : undefined;
  }

  /** The hash of the block of `level`; undefined when it is the one it always had. */
  hashOf(level: number, seed: number): string | undefined {
    const branch = this.#rewritten.get(level) ?? this.at(level)?.branch ?? 0;
    return branch === 0 ? undefined : syntheticBlockHash(seed ^ mix(branch ^ BRANCH_SALT), level);
  }

  with(block: LiveBlock): LiveBlocks {
    const isShared = this.#blocks.length > this.#count;
    const blocks = isShared ? this.#blocks.slice(0, this.#count) : this.#blocks;
    blocks.push(block);
    return new LiveBlocks(blocks, this.#rewritten);
  }

  upTo(level: number): LiveBlocks {
    const rewritten = [...this.#rewritten].filter(([own]) => own <= level);
    const blocks = this.#own.filter((block) => block.level <= level);
    return new LiveBlocks(blocks, new Map(rewritten));
  }

  rewritten(level: number, branch: number): LiveBlocks {
    return new LiveBlocks(this.#own, new Map([...this.#rewritten, [level, branch]]));
  }

  /** Every block gives out its ids that much later. */
  renumbered(later: (level: number) => number): LiveBlocks {
    const blocks = this.#own.map((block) => ({ ...block, end: block.end + later(block.level) }));
    return new LiveBlocks(blocks, this.#rewritten);
  }

  get #own(): LiveBlock[] {
    return this.#blocks.slice(0, this.#count);
  }
}
