import { proxyAnswer, type Answer } from "./answer.ts";
import type { FaultEffect, FaultKind, RetryAfterForm } from "./fault-plan.ts";

/** What a faulty answer may depend on besides the honest one. */
export type FaultCircumstances = {
  /** The server's clock, in milliseconds since 1970. */
  readonly now: number;
  /** The page sent before, for the fault that repeats it. */
  readonly previous: Answer | undefined;
};

/** What is sent under that fault instead of `answer`. */
export function answerUnder(
  effect: FaultEffect,
  answer: Answer,
  { now, previous }: FaultCircumstances,
): Answer {
  if (effect.kind === "server_error") return proxyAnswer(effect.status);
  if (effect.kind === "too_many_requests") return tooManyRequests(waitText(effect.retryAfter, now));
  if (effect.kind === "previous_page") return previous ?? answer;
  return REPLACED[effect.kind]?.(answer) ?? answer;
}

/** The answer of a limiter, with the time to wait when it tells one. */
export function tooManyRequests(retryAfter: string | undefined): Answer {
  return proxyAnswer(429, retryAfter === undefined ? {} : { "Retry-After": retryAfter });
}

const REPLACED: Readonly<Partial<Record<FaultKind, (answer: Answer) => Answer>>> = {
  truncated_json: (answer) => ({ ...answer, body: answer.body.slice(0, answer.body.length >> 1) }),
  wrong_shape: (answer) => ({ ...answer, body: '{"data":{"items":[]}}' }),
  html: () => proxyAnswer(200),
  gzip_header_on_plain_body: (answer) => ({
    ...answer,
    headers: { ...answer.headers, "Content-Encoding": "gzip" },
  }),
};

/** Seconds a client is told to wait. */
const WAIT_SECONDS = 1;

function waitText(form: RetryAfterForm, now: number): string | undefined {
  if (form === "none") return undefined;
  if (form === "seconds") return `${WAIT_SECONDS}`;
  return new Date(now + WAIT_SECONDS * 1000).toUTCString();
}
