/** Statuses that may be different next time. */
const RETRIED: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Doubled with every retry. */
const BASE_MS = 250;
/** Where doubling ends. */
const BACKOFF_MS_MAX = 20_000;
/** However long the bank asks to wait. */
const RETRY_AFTER_MS_MAX = 60_000;

/** Whether an answer of this status is worth another attempt. */
export function isRetried(status: number): boolean {
  return RETRIED.has(status);
}

/** What a delay depends on. */
export type Wait = {
  /** Retries so far: 0 before the first one. */
  readonly retries: number;
  readonly retryAfterMs: number | undefined;
  /** A fraction in [0, 1). */
  readonly random: number;
};

/**
 * Milliseconds until the next attempt: chance between nothing and a bound that doubles ("full jitter", AWS Architecture
 * Blog 2015), but never less than the bank asks for.
 */
export function retryDelayMs({ retries, retryAfterMs = 0, random }: Wait): number {
  const bound = Math.min(BACKOFF_MS_MAX, BASE_MS * 2 ** retries);
  return Math.max(Math.floor(random * bound), Math.min(retryAfterMs, RETRY_AFTER_MS_MAX));
}

/** The header `Retry-After` in milliseconds, from seconds or a date; undefined when it is neither. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/u.test(header)) return Number(header) * 1000;
  // Dates have letters; "-1" or "1.5" would count as a year.
  const dateMs = /[a-z]/iu.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
