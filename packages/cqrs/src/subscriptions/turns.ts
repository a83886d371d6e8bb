/** Lets works follow each other, as transactions do that lock the same row. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` once those before it have ended, however they did. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
