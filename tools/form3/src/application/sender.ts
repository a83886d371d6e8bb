import { Form3Error } from "../domain/form3-error.ts";
import { earned, type RetryBudget, spent } from "../domain/retry-budget.ts";
import { isRetried, retryDelayMs } from "../domain/retry-policy.ts";
import { type CallOptions, type Limits, limitsOf } from "./call-options.ts";
import { sleep, within } from "./cancellation.ts";
import {
  abortedBy,
  type Asked,
  type Conflict,
  failureBy,
  failureOf,
  requestIdOf,
} from "./failure-of.ts";
import { type Hooks, tell } from "./hooks.ts";
import type { Runtime } from "./runtime.ts";
import type { Signer } from "./signer.ts";
import type { Transport, WireAnswer, WireRequest } from "./transport.ts";

/** One thing asked of the bank. */
export type Call = {
  readonly method: string;
  readonly url: URL;
  /** What becomes the JSON of the body. */
  readonly body?: unknown;
  readonly conflict: Conflict;
  readonly options: CallOptions;
};

/** How a call ended. */
export type Outcome = {
  readonly result: WireAnswer | Form3Error;
  /** Whether an attempt before the last one may have been carried out without our hearing of it. */
  readonly isUncertain: boolean;
};

/** What a sender is made of. */
export type SenderParts = {
  readonly transport: Transport;
  readonly signer: Signer | undefined;
  readonly baseUrl: URL;
  readonly limits: Limits;
  readonly budget: RetryBudget;
  readonly hooks: Hooks;
  readonly runtime: Runtime;
};

const MEDIA_TYPE = "application/vnd.api+json";
const ACCEPT = `${MEDIA_TYPE}, application/json`;

/** Sends calls: signs, limits, retries. All calls of a client share its budget of retries. */
export class Sender {
  readonly #parts: SenderParts;
  #tokens: number;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#tokens = parts.budget.burst;
  }

  /** Never rejects but with `BadOptions`: a failure is an outcome. */
  async send(call: Call): Promise<Outcome> {
    const { runtime, budget } = this.#parts;
    const limits = limitsOf(this.#parts.limits, call.options);
    this.#tokens = earned(this.#tokens, budget);
    const endMs = runtime.nowMs() + limits.totalTimeoutMs;
    const state = { attempt: 1, isUncertain: false };
    const progress: Progress = { call, request: requestOf(call), limits, endMs, state };
    const { signal } = call.options;
    try {
      const limit = { runtime, signal, ms: limits.totalTimeoutMs };
      return await within(limit, (signal) => this.#attempts(progress, signal));
    } catch (error) {
      const asked = { ...call, attempt: state.attempt };
      const result =
        signal?.aborted === true ? abortedBy(asked, signal.reason) : failureBy(asked, error);
      return { result, isUncertain: state.isUncertain };
    }
  }

  async #attempts(progress: Progress, signal: AbortSignal): Promise<Outcome> {
    const { runtime, hooks } = this.#parts;
    const { call, state } = progress;
    for (;;) {
      const { attempt } = state;
      const attempted = await this.#attempt({ ...progress, attempt }, signal);
      const { result } = attempted;
      if (!(result instanceof Form3Error)) return { result, isUncertain: state.isUncertain };
      const delayMs = this.#delayBefore(result, progress, attempt);
      if (delayMs === undefined) return { result, isUncertain: state.isUncertain };
      state.isUncertain ||= attempted.mayBeDone;
      state.attempt += 1;
      tell(hooks.onRetry, { ...factOf(call, attempt), error: result, delayMs });
      await sleep(runtime, delayMs, signal);
    }
  }

  /** Undefined when there should be no further attempt. */
  #delayBefore(error: Form3Error, progress: Progress, attempt: number): number | undefined {
    const { runtime } = this.#parts;
    const isWorthIt =
      error.status === undefined
        ? error.kind === "network" || error.kind === "timeout"
        : isRetried(error.status);
    if (!isWorthIt || attempt > progress.limits.maxRetries) return undefined;
    const { retryAfterMs } = error;
    const delayMs = retryDelayMs({ retries: attempt - 1, retryAfterMs, random: runtime.random() });
    if (runtime.nowMs() + delayMs >= progress.endMs) return undefined;
    const left = spent(this.#tokens);
    if (left === undefined) return undefined;
    this.#tokens = left;
    return delayMs;
  }

  async #attempt(attempt: Attempt, signal: AbortSignal): Promise<Attempted> {
    const { runtime, hooks } = this.#parts;
    const { call, limits, attempt: number } = attempt;
    const asked: Asked = { ...call, attempt: number };
    const fact = factOf(call, number);
    const state = { isSent: false };
    tell(hooks.onRequest, fact);
    const startMs = runtime.nowMs();
    try {
      const limit = { runtime, signal, ms: limits.timeoutMs };
      const answer = await within(limit, (signal) => this.#exchange(attempt, { signal, state }));
      const durationMs = runtime.nowMs() - startMs;
      const { status } = answer;
      tell(hooks.onResponse, { ...fact, status, durationMs, requestId: requestIdOf(answer) });
      const failure = failureOf(asked, answer, runtime.nowMs());
      // 429 is the one answer of the gateway that says that nothing was done.
      return { result: failure ?? answer, mayBeDone: failure?.kind !== "rate_limited" };
    } catch (error) {
      // The end of the whole call is not a matter of this attempt.
      if (signal.aborted) throw error;
      return { result: failureBy(asked, error), mayBeDone: state.isSent };
    }
  }

  /** Signs and sends, once more when the signer can do something about a 401. */
  async #exchange({ request }: Attempt, { signal, state }: Exchange): Promise<WireAnswer> {
    const { transport, signer } = this.#parts;
    const exchange = async () => {
      const signed = await this.#sign(request, signal);
      // The attempt may have been given up while the signer was at work.
      signal.throwIfAborted();
      state.isSent = true;
      const headers = { ...request.headers, ...signed };
      return { signed, answer: await transport({ ...request, headers }, signal) };
    };
    const { signed, answer } = await exchange();
    if (answer.status !== 401 || signer?.renew?.(signed) !== true) return answer;
    return (await exchange()).answer;
  }

  async #sign(
    request: WireRequest,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>> {
    const { transport, signer, baseUrl, limits, runtime } = this.#parts;
    if (signer === undefined) return {};
    const limit = { runtime, signal: undefined, ms: limits.timeoutMs };
    const send = async (own: WireRequest) => {
      const asked: Asked = { ...own, conflict: "duplicate", attempt: 1 };
      try {
        const answer = await within(limit, (signal) => transport(own, signal));
        const failure = failureOf(asked, answer, runtime.nowMs());
        if (failure !== undefined) throw failure;
        return answer;
      } catch (error) {
        throw failureBy(asked, error);
      }
    };
    return signer.sign(request, { nowMs: runtime.nowMs(), baseUrl, send, signal });
  }
}

type State = { attempt: number; isUncertain: boolean };

type Progress = {
  readonly call: Call;
  readonly request: WireRequest;
  readonly state: State;
  readonly limits: Limits;
  /** When the whole call must be over. */
  readonly endMs: number;
};

type Attempt = Progress & { readonly attempt: number };

type Exchange = { readonly signal: AbortSignal; readonly state: { isSent: boolean } };

type Attempted = { readonly result: WireAnswer | Form3Error; readonly mayBeDone: boolean };

function factOf({ method, url }: Call, attempt: number) {
  return { method, url: url.href, attempt };
}

function requestOf({ method, url, body, options }: Call): WireRequest {
  const { idempotencyKey } = options;
  const isWrite = method !== "GET";
  const headers = {
    accept: ACCEPT,
    ...(body === undefined ? {} : { "content-type": MEDIA_TYPE }),
    ...(isWrite && idempotencyKey !== undefined ? { "idempotency-key": idempotencyKey } : {}),
  };
  if (body === undefined) return { method, url, headers };
  // The same bytes in every attempt. Members that are undefined are left out.
  return { method, url, headers, body: new TextEncoder().encode(JSON.stringify(body)) };
}
