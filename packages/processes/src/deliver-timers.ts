import { type Sleep, textOf } from "@holdfast/cqrs/subscriptions";

import type { ToldTime } from "./store-clock.ts";
import type { DueTimer, TimerStore } from "./timer-store.ts";

/** How timers are delivered. */
export type TimerDelivery = {
  readonly timers: TimerStore;
  /** The category of the processes whose timers are delivered. */
  readonly category: string;
  /** Tells the process; returns when that is durable, or when the process did not know the timer any more. */
  readonly fire: (timer: DueTimer) => Promise<"fired" | "unknown">;
  readonly sleep: Sleep;
  /** Never jumps, unlike the time of day. */
  readonly monotonicMs: () => number;
  readonly signal: AbortSignal;
  /** A claimed timer whose owner died is delivered by somebody else after this; 30 s. Longer than a delivery takes. */
  readonly timerLeaseMs?: number | undefined;
  /** Told the time of the store at each look. */
  readonly onClock: (told: ToldTime) => void;
  /** Told of each timer that fired, and how late. */
  readonly onFired?: ((timer: DueTimer, lateMs: number) => void) | undefined;
  /** Told, for logs, of what is tried again. */
  readonly onError?: ((error: unknown, where: string) => void) | undefined;
};

/**
 * Delivered side by side; no more are claimed than are delivered at once. Enough for two appends: while the log takes
 * one, the next is made.
 */
const SIDE_BY_SIDE_MAX = 256;
const LEASE_MS = 30_000;
/** Nobody has to be told of a new timer: it is found by looking so often. */
const POLL_MS_MAX = 1_000;
/** So often at most, however much the log grows meanwhile. */
const POLL_MS_MIN = 50;
const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 60_000;
/** Nobody reads it; Node would make an error with a stack for each timer. */
const WOKEN = "woken";

/**
 * Delivers timers when they are due until the signal aborts, and returns when those under way are told. Any number of
 * processes may do so: each timer is handed to one of them at a time, and what fires twice all the same has no second
 * effect. One that cannot be delivered is tried again, after longer and longer rests, and holds up no other.
 */
export async function deliverTimers(delivery: TimerDelivery): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([delivery.signal, over.signal]);
  const end = (): void => over.abort();
  const loop = new Loop({ ...delivery, signal });
  const ends = await Promise.allSettled([
    delivery.timers.watch(() => loop.wake(), signal).finally(end),
    loop.run().finally(end),
  ]);
  for (const each of ends) if (each.status === "rejected") throw each.reason;
}

class Loop {
  readonly #delivery: TimerDelivery;
  readonly #underWay = new Set<Promise<void>>();
  #woken = new AbortController();
  /** What a delivery threw that can be neither waited for nor blamed on its timer. */
  #failure: { readonly error: unknown } | undefined;

  constructor(delivery: TimerDelivery) {
    this.#delivery = delivery;
  }

  wake(): void {
    this.#woken.abort(WOKEN);
  }

  async run(): Promise<void> {
    const { signal } = this.#delivery;
    while (!signal.aborted && this.#failure === undefined) {
      this.#woken = new AbortController();
      const restMs = await this.#look();
      if (this.#underWay.size === SIDE_BY_SIDE_MAX) await Promise.race(this.#underWay);
      else await this.#rest(restMs);
    }
    await Promise.all(this.#underWay);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #rest(ms: number): Promise<void> {
    const { sleep, signal } = this.#delivery;
    await sleep(Math.min(ms, POLL_MS_MIN), signal).catch(() => undefined);
    const early = AbortSignal.any([signal, this.#woken.signal]);
    if (ms > POLL_MS_MIN) await sleep(ms - POLL_MS_MIN, early).catch(() => undefined);
  }

  /** Begins to deliver what is due; says how long to rest. */
  async #look(): Promise<number> {
    const { timers, category, onClock, onError, monotonicMs } = this.#delivery;
    const { timerLeaseMs: leaseMs = LEASE_MS } = this.#delivery;
    try {
      const askedAtMs = monotonicMs();
      const max = SIDE_BY_SIDE_MAX - this.#underWay.size;
      const claimed = await timers.claim({ category, max, leaseMs });
      onClock({ nowMs: claimed.nowMs, askedAtMs });
      const nowMs = (): number => claimed.nowMs + monotonicMs() - askedAtMs;
      for (const timer of claimed.timers) this.#begin(timer, nowMs);
      return Math.max(0, Math.min(claimed.nextInMs ?? POLL_MS_MAX, POLL_MS_MAX));
    } catch (error) {
      if (!timers.isTransient(error)) throw error;
      onError?.(error, "timers");
      return POLL_MS_MAX;
    }
  }

  #begin(timer: DueTimer, nowMs: () => number): void {
    const delivered = deliver(timer, this.#delivery, nowMs)
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#underWay.delete(delivered);
        this.wake();
      });
    this.#underWay.add(delivered);
  }
}

async function deliver(
  timer: DueTimer,
  delivery: TimerDelivery,
  nowMs: () => number,
): Promise<void> {
  const { timers, fire, onFired, onError } = delivery;
  try {
    const came = await fire(timer);
    if (came === "fired") onFired?.(timer, nowMs() - timer.dueAt.getTime());
    else await timers.drop(timer);
  } catch (error) {
    onError?.(error, `timer ${timer.timer} of ${timer.streamId}`);
    const isAway = timers.isTransient(error);
    const forMs = isAway ? RETRY_MS_MIN : restAfter(timer.attempts);
    try {
      await timers.postpone(timer, { forMs, error: textOf(error) });
    } catch (failed) {
      // Away: then nobody can be told, and the lease runs out by itself.
      if (!timers.isTransient(failed)) throw failed;
    }
  }
}

function restAfter(attempts: number): number {
  return Math.min(RETRY_MS_MIN * 2 ** (attempts - 1), RETRY_MS_MAX);
}
