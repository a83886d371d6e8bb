import type { Sleep } from "@holdfast/cqrs/subscriptions";

import { inTurns } from "./in-turns.ts";
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
  readonly leaseMs?: number | undefined;
  /** Told the time of the store at each look. */
  readonly onClock: (nowMs: number) => void;
  /** Told of each timer that fired, and how late. */
  readonly onFired?: ((timer: DueTimer, lateMs: number) => void) | undefined;
  /** Told, for logs, of what is tried again. */
  readonly onError?: ((error: unknown, where: string) => void) | undefined;
};

/** Claimed at a time; delivered side by side. */
const CLAIM_MAX = 100;
const SIDE_BY_SIDE_MAX = 16;
const LEASE_MS = 30_000;
/** Nobody has to be told of a new timer: it is found by looking so often. */
const POLL_MS_MAX = 1_000;
/** So often at most, however much the log grows meanwhile. */
const POLL_MS_MIN = 20;
const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 60_000;
const ERROR_CHARACTERS_MAX = 2_000;

/**
 * Delivers timers when they are due until the signal aborts. Any number of processes may do so: each timer is handed to
 * one of them at a time, and what fires twice all the same has no second effect. One that cannot be delivered is tried
 * again, after longer and longer rests, and holds up no other.
 */
export async function deliverTimers(delivery: TimerDelivery): Promise<void> {
  const { timers, signal, sleep } = delivery;
  let woken = new AbortController();
  const watching = timers.watch(() => woken.abort(), signal);
  while (!signal.aborted) {
    woken = new AbortController();
    const restMs = await look(delivery);
    await sleep(Math.min(restMs, POLL_MS_MIN), signal).catch(() => undefined);
    const early = AbortSignal.any([signal, woken.signal]);
    if (restMs > POLL_MS_MIN) await sleep(restMs - POLL_MS_MIN, early).catch(() => undefined);
  }
  await watching;
}

/** Delivers what is due; says how long to rest. */
async function look(delivery: TimerDelivery): Promise<number> {
  const { timers, category, onClock, onError, leaseMs = LEASE_MS } = delivery;
  try {
    const wanted = { category, max: CLAIM_MAX, leaseMs };
    const claimed = await timers.claim(wanted);
    onClock(claimed.nowMs);
    const beganMs = delivery.monotonicMs();
    const nowMs = (): number => claimed.nowMs + delivery.monotonicMs() - beganMs;
    await inTurns(claimed.timers, SIDE_BY_SIDE_MAX, (timer) => deliver(timer, delivery, nowMs));
    const nextInMs = claimed.nextInMs ?? POLL_MS_MAX;
    return Math.max(0, Math.min(nextInMs, POLL_MS_MAX));
  } catch (error) {
    if (!timers.isTransient(error)) throw error;
    onError?.(error, "timers");
    return POLL_MS_MAX;
  }
}

async function deliver(
  timer: DueTimer,
  delivery: TimerDelivery,
  nowMs: () => number,
): Promise<void> {
  const { timers, fire, onFired, onError, signal } = delivery;
  if (signal.aborted) return;
  try {
    const came = await fire(timer);
    if (came === "fired") onFired?.(timer, nowMs() - timer.dueAt.getTime());
    else await timers.drop(timer);
  } catch (error) {
    onError?.(error, `timer ${timer.timer} of ${timer.streamId}`);
    // Away: then nobody can be told, and the lease runs out by itself.
    if (timers.isTransient(error)) return;
    const forMs = Math.min(RETRY_MS_MIN * 2 ** (timer.attempts - 1), RETRY_MS_MAX);
    await timers.postpone(timer, { forMs, error: textOf(error) });
  }
}

/** What can be stored of an error. */
function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, ERROR_CHARACTERS_MAX).toWellFormed().replaceAll("\0", "\uFFFD");
}
