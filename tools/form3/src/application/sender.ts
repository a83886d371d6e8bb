import type { Form3Error } from "../domain/form3-error.ts";
import { utf8 } from "../domain/json.ts";
import { earned, type RetryBudget, spent } from "../domain/retry-budget.ts";
import { isRetried, retryDelayMs } from "../domain/retry-policy.ts";
import { type CallOptions, type Limits, limitsOf } from "./call-options.ts";
import { abortedOf, limitsBy, sleep } from "./cancellation.ts";
import { createExchange, type ExchangeParts, type Progress, type Read } from "./exchange.ts";
import { abortedBy, type Conflict, failureBy } from "./failure-of.ts";
import { factOf, tell } from "./hooks.ts";

/** One thing asked of the bank. */
type Call<T> = {
  readonly method: string;
  readonly url: URL;
  /** What becomes the JSON of the body. */
  readonly body?: unknown;
  /** What a 409 means; another version when left out. */
  readonly conflict?: Conflict;
  readonly options: CallOptions;
  /** Ends the call as the caller's signal does. */
  readonly leaving?: AbortSignal;
  readonly read: Read<T>;
  /** The status of a failure that an earlier attempt can be the reason of, carried out without our hearing of it. */
  readonly suspect?: number;
  /** Looks whether it was; undefined when it was not. */
  readonly settle?: () => Promise<T | undefined>;
};

/** Sends a call. Throws `Form3Error`, or `BadOptions` before anything is sent. */
export type Send = <T>(call: Call<T>) => Promise<T>;

/** What a sender is made of. */
export type SenderParts = Omit<ExchangeParts, "within"> & { readonly budget: RetryBudget };

/** Sends calls: signs, limits, retries. All calls of a client share its budget of retries. */
export function createSender({ budget, ...parts }: SenderParts): Send {
  const { runtime, limits, hooks } = parts;
  const within = limitsBy(runtime);
  const exchange = createExchange({ ...parts, within });
  let tokens = budget.burst;

  /** Undefined when there should be no further attempt. */
  function delayBefore(failure: Form3Error, { attempt, limits }: Progress, endMs: number) {
    const { retryAfterMs } = failure;
    const delayMs = retryDelayMs({ retries: attempt - 1, retryAfterMs, random: runtime.random() });
    const left = spent(tokens);
    const isInTime = runtime.nowMs() + delayMs < endMs;
    const isAllowed = isRetried(failure) && attempt <= limits.maxRetries && isInTime;
    if (!isAllowed || left === undefined) return undefined;
    tokens = left;
    return delayMs;
  }

  async function attempts<T>(progress: Progress, read: Read<T>, signal: AbortSignal): Promise<T> {
    const endMs = runtime.nowMs() + progress.limits.totalTimeoutMs;
    for (;;) {
      try {
        return await exchange(progress, read, signal);
      } catch (error) {
        // The end of the whole call is not a matter of this attempt.
        signal.throwIfAborted();
        const failure = failureBy(progress, error);
        const delayMs = delayBefore(failure, progress, endMs);
        if (delayMs === undefined) throw failure;
        // 429 is the one answer of the gateway that says that nothing was done.
        progress.isUncertain ||= progress.isSent && failure.kind !== "rate_limited";
        tell(hooks.onRetry, { ...factOf(progress), error: failure, delayMs });
        progress.attempt += 1;
        await sleep(within, delayMs, signal);
      }
    }
  }

  return async ({ read, suspect, settle, leaving, ...call }) => {
    const progress = begun(call, limitsOf(limits, call.options));
    const signals = [call.options.signal, leaving];
    const work = (signal: AbortSignal) => attempts(progress, read, signal);
    tokens = earned(tokens, budget);
    try {
      return await within(progress.limits.totalTimeoutMs, signals, work);
    } catch (error) {
      const left = abortedOf(signals);
      if (left !== undefined) throw abortedBy(progress, left.reason);
      const failure = failureBy(progress, error);
      // The signer's own requests fail with statuses too.
      const isOwn = failure.url === progress.request.url.href;
      const isSuspect = progress.isUncertain && isOwn && failure.status === suspect;
      const settled = isSuspect ? await settle?.() : undefined;
      if (settled === undefined) throw failure;
      return settled;
    }
  };
}

type Asking = Pick<Call<unknown>, "method" | "url" | "body" | "conflict" | "options">;

const MEDIA_TYPE = "application/vnd.api+json";

function begun(call: Asking, limits: Limits): Progress {
  const { method, url, body, conflict, options } = call;
  const { idempotencyKey } = options;
  const isKnown = idempotencyKey !== undefined;
  const headers = {
    accept: `${MEDIA_TYPE}, application/json`,
    ...(body !== undefined && { "content-type": MEDIA_TYPE }),
    ...(method !== "GET" && isKnown && { "idempotency-key": idempotencyKey }),
  };
  // The same bytes in every attempt. Members that are undefined are left out.
  const bytes = body !== undefined && { body: utf8(JSON.stringify(body)) };
  return {
    request: { method, url, headers, ...bytes },
    conflict,
    limits,
    attempt: 1,
    isSent: false,
    // With a key, an attempt may have been made by a process that is gone.
    isUncertain: isKnown,
  };
}
