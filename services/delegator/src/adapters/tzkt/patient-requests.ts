import type { Clock } from "../../application/clock.ts";
import type { Tell } from "../../application/sync-fact.ts";
import { RequestPacer } from "./request-pacer.ts";
import type { TzktAnswer } from "./tzkt-http.ts";
import { UpstreamFault } from "./upstream-fault.ts";

/** After so many failures in a row the circuit opens: callers line up and only the first one tries. */
const FAILURES_TO_OPEN = 5;
/** The exponent stops growing here, long after the longest rest has been reached. */
const DOUBLINGS_MAX = 20;

export type PatientOptions = {
  /** Requests a second; 0 means no limit. */
  readonly perSecond: number;
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  readonly clock: Clock;
  /** From 0 up to 1, for the jitter. */
  readonly random: () => number;
  readonly tell: Tell;
};

/** `onSent` is called when the request leaves. */
type Get = (path: string, signal: AbortSignal, onSent: () => void) => Promise<TzktAnswer>;
type Decode<T> = (answer: TzktAnswer) => T;

/** Asks again until an answer can be believed, with full-jitter exponential rests and one circuit for all callers. */
export class PatientRequests {
  readonly #get: Get;
  readonly #options: PatientOptions;
  readonly #pacer: RequestPacer;
  #failuresInRow = 0;
  #lastInLine: Promise<unknown> = Promise.resolve();

  constructor(get: Get, options: PatientOptions) {
    this.#get = get;
    this.#options = options;
    this.#pacer = new RequestPacer(options.perSecond, options.clock);
  }

  /** The first answer that `decode` accepts. It throws an UpstreamFault for one it does not. */
  async ask<T>(path: string, decode: Decode<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      const attempt = () => this.#attemptThenRest(path, decode, signal);
      const isOpen = this.#failuresInRow >= FAILURES_TO_OPEN;
      const outcome = await (isOpen ? this.#lineUp(attempt) : attempt());
      if (!(outcome instanceof UpstreamFault)) return outcome;
    }
  }

  /** One after the other: while the circuit is open nobody tries before the caller in front got through or gave up. */
  #lineUp<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastInLine.then(work, work);
    this.#lastInLine = turn.catch(() => undefined);
    return turn;
  }

  async #attemptThenRest<T>(
    path: string,
    decode: Decode<T>,
    signal: AbortSignal,
  ): Promise<T | UpstreamFault> {
    const outcome = await this.#attempt(path, decode, signal);
    if (outcome instanceof UpstreamFault) await this.#rest(path, outcome, signal);
    return outcome;
  }

  async #attempt<T>(
    path: string,
    decode: Decode<T>,
    signal: AbortSignal,
  ): Promise<T | UpstreamFault> {
    const { clock, tell } = this.#options;
    const departure = await this.#pacer.turn(signal);
    const started = clock.monotonic();
    try {
      const answer = decode(await this.#get(path, signal, departure.sent));
      this.#pacer.answered();
      this.#failuresInRow = 0;
      tell({ type: "RequestAnswered", path, milliseconds: clock.monotonic() - started });
      return answer;
    } catch (error) {
      if (error instanceof UpstreamFault) return error;
      throw error;
    }
  }

  async #rest(path: string, fault: UpstreamFault, signal: AbortSignal): Promise<void> {
    const { clock, tell, random, retryMinMs, retryMaxMs } = this.#options;
    const doublings = Math.min(this.#failuresInRow, DOUBLINGS_MAX);
    this.#failuresInRow += 1;
    const longest = Math.min(retryMaxMs, retryMinMs * 2 ** doublings);
    const restMs = Math.max(random() * longest, fault.retryAfterMs ?? 0);
    if (fault.status === 429) this.#pacer.throttled(restMs);
    else this.#pacer.pause(fault.retryAfterMs ?? 0);
    tell({ type: "UpstreamFailed", path, reason: fault.message, restMs });
    await clock.sleep(restMs, signal);
  }
}
