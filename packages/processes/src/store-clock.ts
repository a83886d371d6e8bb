/** A time that a store has told, and when it was asked for it by a clock that never jumps. */
export type ToldTime = { readonly nowMs: number; readonly askedAtMs: number };

/** The clock of a store, read from time to time and carried on by this process in between; never behind the store's. */
export class StoreClock {
  readonly #monotonicMs: () => number;
  #told: ToldTime;

  constructor(told: ToldTime, monotonicMs: () => number) {
    this.#told = told;
    this.#monotonicMs = monotonicMs;
  }

  /** Takes over what the store says now. */
  correct(told: ToldTime): void {
    this.#told = told;
  }

  now(): Date {
    const { nowMs, askedAtMs } = this.#told;
    return new Date(Math.ceil(nowMs + this.#monotonicMs() - askedAtMs));
  }
}
