/** Pages that may wait for the one being written: enough to keep the server busy, few enough to stay small. */
const WAITING_MAX = 3;

/** Runs jobs one after the other and lets the caller prepare the next while one runs. After a failure none runs. */
export class WriteQueue {
  #tail: Promise<void> = Promise.resolve();
  readonly #pending: Promise<void>[] = [];

  /** Resolves when there is room for another job; rejects when a job before has failed. */
  async push(job: () => Promise<void>): Promise<void> {
    const run = this.#tail.then(job);
    this.#tail = run;
    run.catch(() => undefined); // Every later push and the flush report it.
    this.#pending.push(run);
    if (this.#pending.length > WAITING_MAX) await this.#pending.shift();
  }

  /** Resolves when every job has run. */
  async flush(): Promise<void> {
    await this.#tail;
    this.#pending.length = 0;
  }
}
