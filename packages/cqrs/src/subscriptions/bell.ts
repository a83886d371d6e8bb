/** Waits; ends by rejecting when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;

/** Ends a rest early, also one that begins after it was rung. */
export class Bell {
  readonly #sleep: Sleep;
  #hasRung = false;
  #resting: AbortController | undefined;

  constructor(sleep: Sleep) {
    this.#sleep = sleep;
  }

  ring(): void {
    this.#hasRung = true;
    this.#resting?.abort(RUNG);
  }

  async rest(ms: number): Promise<void> {
    if (!this.#hasRung) {
      this.#resting = new AbortController();
      await this.#sleep(ms, this.#resting.signal).catch(() => undefined);
      this.#resting = undefined;
    }
    this.#hasRung = false;
  }
}

/** Nobody reads it; Node would make an error with a stack each time. */
const RUNG = "rung";
