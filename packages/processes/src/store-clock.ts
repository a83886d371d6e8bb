/** The clock of a store, read from time to time and carried on by this process in between. */
export class StoreClock {
  readonly #monotonicMs: () => number;
  #readMs: number;
  #atMs: number;

  /** Milliseconds since 1970 that the store has just told; `monotonicMs` never jumps. */
  constructor(readMs: number, monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#readMs = readMs;
    this.#atMs = monotonicMs();
  }

  /** Takes over what the store says now. */
  correct(readMs: number): void {
    this.#readMs = readMs;
    this.#atMs = this.#monotonicMs();
  }

  now(): Date {
    return new Date(this.#readMs + this.#monotonicMs() - this.#atMs);
  }
}
