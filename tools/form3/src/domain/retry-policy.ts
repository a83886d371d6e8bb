import type { Form3Facts } from "./form3-error.ts";

/** Statuses that may be different next time. */
const RETRIED: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Doubled with every retry. */
const BASE_MS = 250;
/** Where doubling ends. */
const BACKOFF_MS_MAX = 20_000;
/** However long the bank asks to wait. */
const RETRY_AFTER_MS_MAX = 60_000;

/** Whether another attempt is worth it. */
export const isRetried = ({ kind, status }: Pick<Form3Facts, "kind" | "status">) =>
  status === undefined ? kind === "network" || kind === "timeout" : RETRIED.has(status);

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
export const retryDelayMs = ({ retries, retryAfterMs = 0, random }: Wait) =>
  Math.max(
    Math.floor(random * Math.min(BACKOFF_MS_MAX, BASE_MS * 2 ** retries)),
    Math.min(retryAfterMs, RETRY_AFTER_MS_MAX),
  );

/** The header `Retry-After` in milliseconds, from seconds or a date to come; undefined when it is neither. */
export function parseRetryAfter(header = "", nowMs: number): number | undefined {
  if (/^\s*\d{1,9}\s*$/u.test(header)) return Number(header) * 1000;
  // Dates have letters; "-1" or "1.5" would count as a year.
  const ms = /[a-z]/iu.test(header) ? Date.parse(header) - nowMs : -1;
  return ms >= 0 ? ms : undefined;
}
