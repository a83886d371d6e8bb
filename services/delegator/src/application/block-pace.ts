/** Mean time between two blocks: six seconds since Tallinn (2026-01). */
const BLOCK_SECONDS = 6;

/** Tells how long an answer can stand: until the next block. */
export class BlockPace {
  readonly #now: () => number;
  #head = 0;
  #seenAt = 0;

  /** `now` gives milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whole seconds until a block is due on top of `head`, at least one; counted from when `head` was first told. */
  secondsLeft(head: number): number {
    const now = this.#now();
    if (head !== this.#head) {
      this.#head = head;
      this.#seenAt = now;
    }
    return Math.max(1, Math.ceil(BLOCK_SECONDS - (now - this.#seenAt) / 1000));
  }
}
