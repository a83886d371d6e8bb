import type { About } from "./payments-problem.ts";

/** There was no answer of the service: whether anything was done is not known, the same request with the same key tells. */
export class PaymentsFailure extends Error {
  override readonly name = "PaymentsFailure";
  /** No connection or a broken one, no answer in time, or an answer that is none of the service's. */
  readonly code: "unreachable" | "timed_out" | "not_understood";
  /** Of an answer that was not understood. */
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly idempotencyKey: string | undefined;
  /** How often the request was made. */
  readonly attempts: number;

  constructor(code: PaymentsFailure["code"], about: About, facts: FailureFacts = {}) {
    const { status, retryAfterMs, cause } = facts;
    const told = status === undefined ? "" : `, status ${status}`;
    super(`${code} (${about.method} ${about.path}${told})`, { cause });
    this.code = code;
    this.status = status;
    // What stands between may say that the service is away.
    this.retryable = code !== "not_understood" || (status !== undefined && PASSING.has(status));
    this.retryAfterMs = retryAfterMs;
    this.idempotencyKey = about.idempotencyKey;
    this.attempts = about.attempts;
  }
}

type FailureFacts = {
  readonly status?: number;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
};

const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);
