/** Requests of which it is known whether they came before; what was further back counts less and less. */
const LATEST = 64;
/** Of the latest ones: to look up a batch beforehand costs about an eighth of what it takes to post it. */
const MANY = 1 / 8;
/** Of the latest ones: a batch in which there is one is posted twice where none was expected. */
const RARE = 1 / 256;

/** Which part of the latest requests had come before: whether the next ones are worth being looked up beforehand. */
export class RecentReplays {
  #share = 0;

  get areMany(): boolean {
    return this.#share >= MANY;
  }

  get areRare(): boolean {
    return this.#share < RARE;
  }

  /** Takes note of some requests, and of how many of them had come before. */
  count(requests: number, replays: number): void {
    if (requests === 0) return;
    const weight = Math.min(1, requests / LATEST);
    this.#share += (replays / requests - this.#share) * weight;
  }
}
