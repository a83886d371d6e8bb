import { type Clock } from "../../application/clock.ts";

/** Never slower than one request in ten seconds, however often the upstream complains. */
const RATE_MIN = 0.1;
/** Each answered request wins back this part of the full rate. */
const RECOVERY = 0.05;
/** Requests arrive less evenly than they leave; without this margin the eleventh falls into the tenth's second. */
const SPACING_MARGIN = 1.02;

/**
 * Spaces the requests to one host evenly, because a burst at the edge of a second hits a sliding window.
 * The rate halves when the upstream answers 429 and recovers step by step.
 */
export class RequestPacer {
  readonly #full: number;
  readonly #clock: Clock;
  #rate: number;
  #free = 0;

  /** `perSecond` of 0 means that the upstream sets no limit. */
  constructor(perSecond: number, clock: Clock) {
    this.#full = perSecond === 0 ? Infinity : perSecond;
    this.#rate = this.#full;
    this.#clock = clock;
  }

  /** Waits for the caller's turn. */
  async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = this.#clock.monotonic();
    const turn = Math.max(now, this.#free);
    this.#free = turn + (1000 * SPACING_MARGIN) / this.#rate;
    if (turn > now) await this.#clock.sleep(turn - now, signal);
  }

  /** The upstream answered. */
  answered(): void {
    if (this.#rate < this.#full) {
      const step = Number.isFinite(this.#full) ? this.#full * RECOVERY : this.#rate;
      this.#rate = Math.min(this.#full, this.#rate + step);
    }
  }

  /** The upstream answered 429 and wants to be left alone for so long. */
  throttled(pauseMs: number): void {
    const halved = Number.isFinite(this.#rate) ? this.#rate / 2 : UNKNOWN_LIMIT;
    this.#rate = Math.max(RATE_MIN, halved);
    this.#free = Math.max(this.#free, this.#clock.monotonic() + pauseMs);
  }
}

/** Where no limit was configured and a 429 comes all the same: start again from TzKT's free tier, requests a second. */
const UNKNOWN_LIMIT = 10;
