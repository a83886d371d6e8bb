import type { Clock } from "../../application/clock.ts";
import { mergeHints, type TipHint, type Wakeups } from "../../application/wakeups.ts";

/** Keeps what was heard until somebody asks; hints that come faster than they are taken melt into one. */
export class HintMailbox implements Wakeups {
  readonly #clock: Clock;
  #heard: TipHint | undefined;
  #wake: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly hear = (hint: TipHint): void => {
    this.#heard = mergeHints(this.#heard ?? {}, hint);
    this.#wake();
  };

  async next(waitMs: number, signal: AbortSignal): Promise<TipHint> {
    if (this.#heard === undefined) await this.#wait(waitMs, signal);
    signal.throwIfAborted();
    const hint = this.#heard ?? {};
    this.#heard = undefined;
    return hint;
  }

  async #wait(waitMs: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const either = AbortSignal.any([signal, woken.signal]);
    await this.#clock.sleep(waitMs, either).catch(() => undefined);
    this.#wake = () => undefined;
  }
}
