/** Batches that are posted otherwise after many conflicts in a row. */
const REST_MAX = 64;

/**
 * Whether it is worth trying to post by what is kept: after each attempt in a row that others were in the way of, twice as
 * many batches are posted without trying.
 */
export class RecentConflicts {
  #inARow = 0;
  #rest = 0;

  /** Asked once for each batch. */
  isWorthTrying(): boolean {
    if (this.#rest === 0) return true;
    this.#rest -= 1;
    return false;
  }

  /** How an attempt ended. */
  tried(hasSucceeded: boolean): void {
    this.#inARow = hasSucceeded ? 0 : this.#inARow + 1;
    this.#rest = hasSucceeded ? 0 : Math.min(REST_MAX, 2 ** this.#inARow - 1);
  }
}
