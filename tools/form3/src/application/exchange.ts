import type { Limits } from "./call-options.ts";
import type { Within } from "./cancellation.ts";
import { type Asked, failureBy, mustBeGood } from "./failure-of.ts";
import { factOf, type Hooks, tell } from "./hooks.ts";
import type { Runtime } from "./runtime.ts";
import type { Signer } from "./signer.ts";
import type { Transport, WireAnswer, WireRequest } from "./transport.ts";

/** What an exchange takes. */
export type ExchangeParts = {
  readonly transport: Transport;
  readonly signer: Signer | undefined;
  readonly baseUrl: URL;
  readonly limits: Limits;
  readonly hooks: Hooks;
  readonly runtime: Runtime;
  readonly within: Within;
};

/** A call that is under way. */
export type Progress = Asked & {
  readonly request: WireRequest;
  readonly limits: Limits;
  attempt: number;
  /** Whether this attempt may have reached the bank. */
  isSent: boolean;
  /** Whether an attempt before this one may have been carried out without our hearing of it. */
  isUncertain: boolean;
};

/** Takes what was wanted out of an answer. Throws `Fault`. */
export type Read<T> = (answer: WireAnswer) => T;

/** Makes attempts: signs, sends, and throws when the answer is a failure or does not come in time. */
export function createExchange(parts: ExchangeParts) {
  const { transport, signer, baseUrl, limits, hooks, runtime, within } = parts;

  /** A request of the signer's own. It serves other calls as well, so that no caller's abort ends it. */
  async function send<T>(request: WireRequest, read: Read<T>): Promise<T> {
    const asked = { request, attempt: 1 };
    let good: WireAnswer | undefined;
    try {
      const answer = await within(limits.timeoutMs, [], (signal) => transport(request, signal));
      mustBeGood(asked, answer, runtime.nowMs());
      // Its body may hold a secret.
      good = { ...answer, body: "" };
      return read(answer);
    } catch (error) {
      throw failureBy(asked, error, good);
    }
  }

  /** Once more when the signer can do something about a 401. */
  async function signedAnswer(progress: Progress, signal: AbortSignal): Promise<WireAnswer> {
    const { request } = progress;
    for (let isLast = false; ; isLast = true) {
      const context = { nowMs: runtime.nowMs(), baseUrl, send, signal };
      const signed = (await signer?.sign(request, context)) ?? {};
      // The attempt may have been given up while the signer was at work.
      signal.throwIfAborted();
      progress.isSent = true;
      const headers = { ...request.headers, ...signed };
      const answer = await transport({ ...request, headers }, signal);
      if (isLast || answer.status !== 401 || !signer?.renew?.(signed)) return answer;
    }
  }

  return async <T>(progress: Progress, read: Read<T>, signal: AbortSignal): Promise<T> => {
    const fact = factOf(progress);
    const startMs = runtime.nowMs();
    progress.isSent = false;
    tell(hooks.onRequest, fact);
    const work = (signal: AbortSignal) => signedAnswer(progress, signal);
    const answer = await within(progress.limits.timeoutMs, [signal], work);
    const { status, header } = answer;
    const nowMs = runtime.nowMs();
    const durationMs = nowMs - startMs;
    tell(hooks.onResponse, { ...fact, status, durationMs, requestId: header("x-request-id") });
    try {
      mustBeGood(progress, answer, nowMs);
      return read(answer);
    } catch (error) {
      throw failureBy(progress, error, answer);
    }
  };
}
