import type { ChainSyncEvent } from "../domain/chain-sync-event.ts";
import type { Clock } from "./clock.ts";

/** A head that stays lower for so many polls is believed, although nobody has told of a reorg. */
const POLLS_MAX = 2;
const ANSWERS_MIN = 3;

/**
 * Tells a chain that has become shorter from a replica that lags behind: both answer with a lower head than has been
 * seen. It is shorter when the hub said so, or when every answer says so for a while.
 */
export class LowerHead {
  readonly #clock: Clock;
  readonly #pollMs: number;
  #announced: number | undefined;
  #since: number | undefined;
  #answers = 0;

  constructor(clock: Clock, pollMs: number) {
    this.#clock = clock;
    this.#pollMs = pollMs;
  }

  /** A reorg was announced after which `level` is the newest that is still valid. */
  announce(level: number | undefined): void {
    if (level !== undefined) this.#announced = Math.min(level, this.#announced ?? Infinity);
  }

  /** Whether a reorg was announced that has not been seen yet. */
  get isAnnounced(): boolean {
    return this.#announced !== undefined;
  }

  /** Whether an answer with this head is to be believed where `seen` is the newest level seen so far. */
  isBelieved(head: number, seen: number): boolean {
    if (head >= seen) {
      this.#since = undefined;
      this.#answers = 0;
      return true;
    }
    this.#answers += 1;
    this.#since ??= this.#clock.monotonic();
    const isLong = this.#clock.monotonic() - this.#since >= POLLS_MAX * this.#pollMs;
    return head >= (this.#announced ?? Infinity) || (isLong && this.#answers >= ANSWERS_MIN);
  }

  /** An answer was taken over: an announced reorg is behind us once it has been seen or the chain has outgrown it. */
  settled(events: readonly ChainSyncEvent[]): void {
    if (events.length > 0) this.#announced = undefined;
  }
}
