import { must } from "../domain/bad-options.ts";
import { whole } from "../domain/list-parameters.ts";

/** What every call may be given. */
export type CallOptions = {
  /** Ends the call, whether it waits for an answer, reads one or sleeps before a retry. */
  readonly signal?: AbortSignal;
  /** Limit of one attempt, in milliseconds. */
  readonly timeoutMs?: number;
  /** Limit of the whole call with all its retries, in milliseconds. */
  readonly totalTimeoutMs?: number;
  readonly maxRetries?: number;
  /**
   * Says that this call may have been made before, by a process that is gone, say: a creation that finds its account
   * there, or a deletion that does not, has then succeeded. It is also sent as `Idempotency-Key`. A new account
   * without an id gets it as its id, and so it must be a UUID there.
   */
  readonly idempotencyKey?: string;
};

/** The limits of a client's calls. */
export type Limits = Required<Pick<CallOptions, "timeoutMs" | "totalTimeoutMs" | "maxRetries">>;

/** Ten seconds for an attempt, a minute for a call, four retries. */
export const LIMITS: Limits = { timeoutMs: 10_000, totalTimeoutMs: 60_000, maxRetries: 4 };

/** Longer delays overflow a timer and fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
const RETRIES_MAX = 100;
const PRINTABLE = /^[\x21-\x7e]{1,255}$/u;

/** The limits with those of a call over them. Throws `BadOptions`. */
export function limitsOf(limits: Limits, options: CallOptions): Limits {
  const { idempotencyKey } = options;
  must(
    idempotencyKey === undefined || PRINTABLE.test(idempotencyKey),
    "idempotencyKey must be 1 to 255 printable ASCII characters",
  );
  const limit = (name: keyof Limits, least: number, most: number) =>
    whole(name, options[name] ?? limits[name], [least, most]);
  return {
    timeoutMs: limit("timeoutMs", 1, TIMER_MS_MAX),
    totalTimeoutMs: limit("totalTimeoutMs", 1, TIMER_MS_MAX),
    maxRetries: limit("maxRetries", 0, RETRIES_MAX),
  };
}
