import { readErrorBody } from "../domain/error-body.ts";
import { inOneLine } from "../domain/failures.ts";
import { Fault } from "../domain/fault.ts";
import { Form3Error, type Form3ErrorKind, type Form3Facts } from "../domain/form3-error.ts";
import { parseRetryAfter } from "../domain/retry-policy.ts";
import type { WireAnswer, WireRequest } from "./transport.ts";

/** What a 409 means depends on what was asked: another version, unless it is said. */
export type Conflict = "duplicate" | "version_conflict";

/** The request that failed. */
export type Asked = {
  readonly request: Pick<WireRequest, "method" | "url">;
  readonly conflict?: Conflict | undefined;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
};

/** So much of a body is kept for whoever looks for the reason. */
const BODY_CHARACTERS_MAX = 4096;

const KINDS: Readonly<Record<number, Form3ErrorKind>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  408: "timeout",
  429: "rate_limited",
};

/** Throws the `Form3Error` that an answer is, unless it tells of success. */
export function mustBeGood(asked: Asked, answer: WireAnswer, nowMs: number): void {
  const { status, body, header } = answer;
  if (status >= 200 && status < 300) return;
  const { message = "", errorCode, failures } = readErrorBody(body);
  const retryAfterMs = parseRetryAfter(header("retry-after"), nowMs);
  const facts = {
    ...factsIn(answer),
    kind: kindOf(status, asked.conflict),
    errorCode,
    failures,
    retryAfterMs,
  };
  throw failure(asked, inOneLine(message.slice(0, BODY_CHARACTERS_MAX)), facts);
}

function kindOf(status: number, conflict: Conflict = "version_conflict"): Form3ErrorKind {
  if (status === 409) return conflict;
  // A redirect is not followed: it could lead the credentials elsewhere.
  const others = status < 400 ? "decode" : status < 500 ? "validation" : "server";
  return KINDS[status] ?? others;
}

/** The failure of an attempt that was not answered, or whose answer was good, but not what was promised. */
export function failureBy(asked: Asked, cause: unknown, answer?: WireAnswer): Form3Error {
  if (cause instanceof Form3Error) return cause;
  const kind = cause instanceof Fault ? cause.code : answer ? "decode" : "network";
  const why = cause instanceof Error ? cause.message : "";
  return failure(asked, why, { ...factsIn(answer), kind, cause });
}

/** The failure of a call whose caller has given up. */
export const abortedBy = (asked: Asked, cause: unknown) =>
  failure(asked, "", { kind: "aborted", cause });

type Facts = Omit<Form3Facts, "method" | "url">;

function failure({ request, attempt: attempts }: Asked, why: string, facts: Facts): Form3Error {
  const {
    method,
    url: { href: url },
  } = request;
  const message = facts.kind.replaceAll("_", " ") + (why && `: ${why}`);
  return new Form3Error(message, { ...facts, method, url, attempts });
}

const factsIn = (answer: WireAnswer | undefined) => ({
  status: answer?.status,
  body: answer?.body.slice(0, BODY_CHARACTERS_MAX),
  requestId: answer?.header("x-request-id"),
});
