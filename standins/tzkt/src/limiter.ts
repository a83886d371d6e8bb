/** How requests are counted: per clock second, over the last second, or as tokens that flow back. */
export type LimiterKind = "fixed" | "sliding" | "bucket";

/** What the limiter says to one request. */
type Admission =
  | { readonly isAdmitted: true }
  | { readonly isAdmitted: false; readonly retryAfterMs: number };

/** Decides over each request at the time (in milliseconds) it comes in. */
export type Limiter = (now: number) => Admission;

const WINDOW_MS = 1000;
const ADMITTED: Admission = { isAdmitted: true };

/** A limiter of that kind that lets `perSecond` requests through; refused ones are not counted. */
export function limiterOf(kind: LimiterKind, perSecond: number): Limiter {
  if (!(perSecond >= 1)) throw new RangeError("a limiter lets at least 1 a second through");
  switch (kind) {
    case "fixed":
      return fixedWindow(perSecond);
    case "sliding":
      return slidingWindow(perSecond);
    case "bucket":
      return tokenBucket(perSecond);
    default:
      return kind satisfies never;
  }
}

/** Lets everything through. */
export const unlimited: Limiter = () => ADMITTED;

function fixedWindow(perSecond: number): Limiter {
  let window = Number.NaN;
  let count = 0;
  return (now) => {
    const current = Math.floor(now / WINDOW_MS);
    if (current !== window) count = 0;
    window = current;
    if (count >= perSecond) return refused((current + 1) * WINDOW_MS - now);
    count += 1;
    return ADMITTED;
  };
}

function slidingWindow(perSecond: number): Limiter {
  const admitted: number[] = [];
  return (now) => {
    while ((admitted[0] ?? now) <= now - WINDOW_MS) admitted.shift();
    const oldest = admitted[0] ?? now;
    if (admitted.length >= perSecond) return refused(oldest + WINDOW_MS - now);
    admitted.push(now);
    return ADMITTED;
  };
}

/** Holds one second's worth of tokens, so a client may spend a second's allowance at once. */
function tokenBucket(perSecond: number): Limiter {
  let tokens = perSecond;
  let filledAt = Number.NaN;
  return (now) => {
    const elapsed = Number.isNaN(filledAt) ? 0 : now - filledAt;
    tokens = Math.min(perSecond, tokens + (elapsed * perSecond) / WINDOW_MS);
    filledAt = now;
    if (tokens < 1) return refused(((1 - tokens) * WINDOW_MS) / perSecond);
    tokens -= 1;
    return ADMITTED;
  };
}

function refused(retryAfterMs: number): Admission {
  return { isAdmitted: false, retryAfterMs };
}
