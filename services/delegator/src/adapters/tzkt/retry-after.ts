/** Longer pauses than this are not believed: a wrong clock must not silence us for days. */
const PAUSE_MAX_MS = 10 * 60_000;

/** Milliseconds a `Retry-After` header asks for (RFC 9110 section 10.2.3: seconds or a date). */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const pause = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(pause) ? undefined : Math.min(Math.max(pause, 0), PAUSE_MAX_MS);
}
