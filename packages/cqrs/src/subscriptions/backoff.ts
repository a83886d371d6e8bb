/** Rests that double until something happens. */
export class Backoff {
  readonly #minMs: number;
  readonly #maxMs: number;
  #nextMs: number;

  constructor(minMs: number, maxMs: number) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
    this.#nextMs = minMs;
  }

  next(): number {
    const restMs = this.#nextMs;
    this.#nextMs = Math.min(2 * restMs, this.#maxMs);
    return restMs;
  }

  reset(): void {
    this.#nextMs = this.#minMs;
  }
}
