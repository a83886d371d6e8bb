import { PaymentsFailure } from "./payments-failure.ts";
import { PaymentsProblem } from "./payments-problem.ts";

/** Doubled with every retry. */
const BASE_MS = 250;
/** Where doubling ends. */
const BACKOFF_MS_MAX = 20_000;
/** Whoever is asked to wait for longer is told instead. */
const RETRY_AFTER_MS_MAX = 60_000;

/** Whether another attempt is worth waiting for. */
export function isRetried(error: unknown): error is PaymentsProblem | PaymentsFailure {
  const isTold = error instanceof PaymentsProblem || error instanceof PaymentsFailure;
  return isTold && error.retryable && (error.retryAfterMs ?? 0) <= RETRY_AFTER_MS_MAX;
}

/** What a delay depends on. */
export type Wait = {
  /** Retries so far: 0 before the first one. */
  readonly retries: number;
  readonly retryAfterMs?: number | undefined;
  /** From 0 up to 1. */
  readonly random: number;
  readonly baseMs?: number;
};

/**
 * Milliseconds until the next attempt: chance between nothing and a bound that doubles ("full jitter", AWS Architecture
 * Blog 2015), and never less than the service asks for.
 */
export function retryDelayMs({
  retries,
  retryAfterMs = 0,
  random,
  baseMs = BASE_MS,
}: Wait): number {
  const bound = Math.min(BACKOFF_MS_MAX, baseMs * 2 ** retries);
  return Math.max(Math.floor(random * bound), retryAfterMs);
}

/** The header `Retry-After` in milliseconds, from seconds or a date to come; undefined when it is neither. */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d{1,9}$/u.test(header)) return Number(header) * 1_000;
  // Dates have letters; "-1" or "1.5" would count as a year.
  const ms = /[a-z]/iu.test(header) ? Date.parse(header) - nowMs : -1;
  return ms >= 0 ? ms : undefined;
}

/** What comes of a promise. Throws the reason of the signal when that aborts before. */
export async function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Waits. Throws the reason of the signal when it aborts. */
export async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => reject(signal?.reason);
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener("abort", abort);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
