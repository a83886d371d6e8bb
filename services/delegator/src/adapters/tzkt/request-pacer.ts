import type { Clock } from "../../application/clock.ts";

/** Never slower than one request in ten seconds, however often the upstream complains. */
const RATE_MIN = 0.1;
/** Each answered request wins back this part of the full rate. */
const RECOVERY = 0.05;
/** Requests arrive less evenly than they leave: what leaves within 1,030 ms may arrive within 1,000. */
const WINDOW_MS = 1_030;
const SPACING_MARGIN = 1.02;
/** Where no limit was configured and a 429 comes all the same: go on with TzKT's free tier, requests a second. */
const UNKNOWN_LIMIT = 10;

/** The departure of one request. */
export type Departure = {
  /** Says that its bytes leave now, which a busy thread may do long after the request's turn came. */
  readonly sent: () => void;
};

/**
 * Spaces the requests to one host, two together at the most, because a burst at the edge of a second hits a sliding
 * window. A request that left late makes the ones behind it wait, so that no window sees more than the rate allows, unless one needs a second and
 * more for its connection. The rate halves when the upstream answers 429 and recovers step by step.
 */
export class RequestPacer {
  readonly #full: number;
  readonly #clock: Clock;
  #rate: number;
  /** The next request leaves no earlier than this. */
  #free = -Infinity;
  /** When the latest requests left, the oldest first; as many as a window may hold. */
  readonly #departures: { at: number }[] = [];
  #line: Promise<unknown> = Promise.resolve();

  /** `perSecond` of 0 means that the upstream sets no limit. */
  constructor(perSecond: number, clock: Clock) {
    this.#full = perSecond === 0 ? Infinity : perSecond;
    this.#rate = this.#full;
    this.#clock = clock;
  }

  /** Waits for the caller's turn: one caller after the other. */
  turn(signal: AbortSignal): Promise<Departure> {
    const turn = this.#line.then(() => this.#depart(signal));
    this.#line = turn.catch(() => undefined);
    return turn;
  }

  /** The upstream answered. */
  answered(): void {
    if (this.#rate < this.#full) {
      const limit = Number.isFinite(this.#full) ? this.#full : UNKNOWN_LIMIT;
      this.#rate = Math.min(this.#full, this.#rate + limit * RECOVERY);
    }
  }

  /** The upstream answered 429 and wants to be left alone for so long. */
  throttled(pauseMs: number): void {
    const halved = Number.isFinite(this.#rate) ? this.#rate / 2 : UNKNOWN_LIMIT;
    this.#rate = Math.max(RATE_MIN, halved);
    this.pause(pauseMs);
  }

  /** The upstream wants to be left alone for so long, by everybody. */
  pause(pauseMs: number): void {
    this.#free = Math.max(this.#free, this.#clock.monotonic() + pauseMs);
  }

  async #depart(signal: AbortSignal): Promise<Departure> {
    signal.throwIfAborted();
    let turn = this.#clock.monotonic();
    // A pause may be asked for while this caller sleeps; it is meant for this one too.
    for (let opens = this.#opens(); opens > turn; opens = this.#opens()) {
      turn = opens;
      const rest = opens - this.#clock.monotonic();
      if (rest > 0) await this.#clock.sleep(rest, signal);
    }
    // Planned from the turn, not from the moment of waking, or every late timer would slow the whole sync down; and a
    // turn that nobody took is saved up for the next caller, one at the most.
    const spacing = (1000 * SPACING_MARGIN) / this.#rate;
    this.#free = Math.max(this.#free, turn - spacing) + spacing;
    return this.#noteDeparture();
  }

  #opens(): number {
    return Math.max(this.#free, this.#windowOpens());
  }

  /** When a further request leaves a window no fuller than the rate allows. */
  #windowOpens(): number {
    const [oldest] = this.#departures;
    return oldest !== undefined && this.#departures.length >= this.#full
      ? oldest.at + WINDOW_MS
      : 0;
  }

  #noteDeparture(): Departure {
    const departure = { at: this.#clock.monotonic() };
    if (Number.isFinite(this.#full)) {
      this.#departures.push(departure);
      if (this.#departures.length > this.#full) this.#departures.shift();
    }
    return {
      sent: () => {
        departure.at = this.#clock.monotonic();
      },
    };
  }
}
