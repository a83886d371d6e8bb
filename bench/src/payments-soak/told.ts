import type { Operation } from "./plan.ts";

/** One time that a request was sent; moments are counted, not measured. */
export type Attempt = {
  readonly asked: number;
  /** What came back; undefined when nothing did. */
  readonly answer?: {
    readonly at: number;
    readonly status: number;
    readonly text: string;
    /** Whether it is told as a repetition. */
    readonly isReplay: boolean;
  };
};

/** An operation and everything its client has heard of it. */
export type Told = { readonly operation: Operation; readonly attempts: readonly Attempt[] };

/** Whether it was done. */
export function isAccepted({ answer }: Attempt): boolean {
  return answer !== undefined && answer.status >= 200 && answer.status < 300;
}

const IN_PROGRESS = "idempotency_in_progress";

/** Whether it was refused for good: an answer that asks for patience says nothing. */
export function isRefused({ answer }: Attempt): boolean {
  if (answer === undefined || answer.status < 400 || answer.status >= 500) return false;
  return !(answer.status === 409 && answer.text.includes(IN_PROGRESS));
}
