import type { Form3Error } from "../domain/form3-error.ts";
import type { Asked } from "./failure-of.ts";

/** An attempt that is about to be made. */
export type RequestFact = {
  readonly method: string;
  readonly url: string;
  /** From 1. */
  readonly attempt: number;
};

/** An attempt that was answered. */
export type ResponseFact = RequestFact & {
  readonly status: number;
  readonly durationMs: number;
  readonly requestId: string | undefined;
};

/** A retry that will be made after a while. */
export type RetryFact = RequestFact & { readonly error: Form3Error; readonly delayMs: number };

/** Told what happens, for logs and metrics. An error thrown by a hook is ignored: it must not undo a payment. */
export type Hooks = {
  readonly onRequest?: (fact: RequestFact) => void;
  readonly onResponse?: (fact: ResponseFact) => void;
  readonly onRetry?: (fact: RetryFact) => void;
};

/** The attempt that a call is at. */
export const factOf = ({ request, attempt }: Asked): RequestFact => ({
  method: request.method,
  url: request.url.href,
  attempt,
});

/** Tells a hook, if there is one. */
export function tell<Fact>(hook: ((fact: Fact) => void) | undefined, fact: Fact): void {
  try {
    hook?.(fact);
  } catch {
    // Watching a call must not change its outcome.
  }
}
