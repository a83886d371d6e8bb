import { type Clock } from "../../application/clock.ts";
import { type Tell } from "../../application/sync-fact.ts";
import { RequestPacer } from "./request-pacer.ts";
import { type TzktAnswer } from "./tzkt-http.ts";
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

export type Ask = <T>(
  path: string,
  decode: (answer: TzktAnswer) => T,
  signal: AbortSignal,
) => Promise<T>;

/** Asks again until `decode` accepts an answer, with full-jitter exponential rests and one circuit for all callers. */
export function patientRequests(
  get: (path: string, signal: AbortSignal) => Promise<TzktAnswer>,
  options: PatientOptions,
): Ask {
  const { clock, tell } = options;
  const pacer = new RequestPacer(options.perSecond, clock);
  let failuresInRow = 0;
  let probe: Promise<unknown> = Promise.resolve();

  async function attempt<T>(
    path: string,
    decode: (answer: TzktAnswer) => T,
    signal: AbortSignal,
  ): Promise<T | UpstreamFault> {
    await pacer.turn(signal);
    const started = clock.monotonic();
    try {
      const answer = decode(await get(path, signal));
      pacer.answered();
      failuresInRow = 0;
      tell({ type: "RequestAnswered", path, milliseconds: clock.monotonic() - started });
      return answer;
    } catch (error) {
      if (error instanceof UpstreamFault) return error;
      throw error;
    }
  }

  async function rest(path: string, fault: UpstreamFault, signal: AbortSignal): Promise<void> {
    failuresInRow += 1;
    const doublings = Math.min(failuresInRow - 1, DOUBLINGS_MAX);
    const longest = Math.min(options.retryMaxMs, options.retryMinMs * 2 ** doublings);
    const restMs = Math.max(options.random() * longest, fault.retryAfterMs ?? 0);
    if (fault.status === 429) pacer.throttled(restMs);
    tell({ type: "UpstreamFailed", path, reason: fault.message, restMs });
    await clock.sleep(restMs, signal);
  }

  async function attemptThenRest<T>(
    path: string,
    decode: (answer: TzktAnswer) => T,
    signal: AbortSignal,
  ): Promise<T | UpstreamFault> {
    const outcome = await attempt(path, decode, signal);
    if (outcome instanceof UpstreamFault) await rest(path, outcome, signal);
    return outcome;
  }

  /** One after the other: while the circuit is open nobody tries before the caller in front got through or gave up. */
  function lineUp<T>(work: () => Promise<T>): Promise<T> {
    const turn = probe.then(work, work);
    probe = turn.catch(() => undefined);
    return turn;
  }

  return async (path, decode, signal) => {
    for (;;) {
      const step = () => attemptThenRest(path, decode, signal);
      const outcome = await (failuresInRow >= FAILURES_TO_OPEN ? lineUp(step) : step());
      if (!(outcome instanceof UpstreamFault)) return outcome;
    }
  };
}
