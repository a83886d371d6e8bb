import { readErrorBody } from "../domain/error-body.ts";
import { inOneLine } from "../domain/failures.ts";
import { Form3Error, type Form3ErrorKind, type Form3Facts } from "../domain/form3-error.ts";
import { UnreadableAnswer } from "../domain/read-account.ts";
import { parseRetryAfter } from "../domain/retry-policy.ts";
import { Expired } from "./cancellation.ts";
import type { WireAnswer } from "./transport.ts";

/** What a 409 means depends on what was asked. */
export type Conflict = "duplicate" | "version_conflict";

/** The request that failed. */
export type Asked = {
  readonly method: string;
  readonly url: URL;
  readonly conflict: Conflict;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
};

/** So much of a body is kept for whoever looks for the reason. */
const BODY_CHARACTERS_MAX = 4096;

const KINDS: ReadonlyMap<number, Form3ErrorKind> = new Map([
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not_found"],
  [408, "timeout"],
  [429, "rate_limited"],
]);

const MESSAGES: Readonly<Record<Form3ErrorKind, string>> = {
  aborted: "the call was aborted",
  timeout: "the bank took too long",
  network: "the bank could not be reached",
  rate_limited: "the bank asks for fewer requests",
  validation: "the bank refuses the request",
  unauthorized: "the bank does not accept the credentials",
  forbidden: "the credentials are not allowed to do this",
  not_found: "the bank does not know it",
  duplicate: "the id belongs to another account",
  version_conflict: "the account has another version by now",
  server: "the bank has failed",
  decode: "the answer was not understood",
};

/** The failure that an answer is, if it is one. */
export function failureOf(asked: Asked, answer: WireAnswer, nowMs: number): Form3Error | undefined {
  const { status, body } = answer;
  if (status >= 200 && status < 300) return undefined;
  const { message, errorCode, failures } = readErrorBody(body);
  const kind = kindOf(status, asked.conflict);
  const said = message === undefined ? "" : `: ${inOneLine(message.slice(0, BODY_CHARACTERS_MAX))}`;
  return new Form3Error(`${MESSAGES[kind]}${said}`, {
    ...factsOf(asked, kind, answer),
    failures,
    ...given("errorCode", errorCode),
    ...given("retryAfterMs", parseRetryAfter(answer.header("retry-after"), nowMs)),
  });
}

function kindOf(status: number, conflict: Conflict): Form3ErrorKind {
  const known = status === 409 ? conflict : KINDS.get(status);
  if (known !== undefined) return known;
  // A redirect is not followed: it could lead the credentials elsewhere.
  if (status < 400) return "decode";
  return status < 500 ? "validation" : "server";
}

/** The failure of an attempt that was not answered. */
export function failureBy(asked: Asked, error: unknown): Form3Error {
  if (error instanceof Form3Error) return error;
  const kind =
    error instanceof Expired ? "timeout" : error instanceof UnreadableAnswer ? "decode" : "network";
  const why = error instanceof Error ? `: ${error.message}` : "";
  return new Form3Error(`${MESSAGES[kind]}${why}`, {
    ...factsOf(asked, kind, undefined),
    cause: error,
  });
}

/** The failure of a call whose caller has given up. */
export function abortedBy(asked: Asked, reason: unknown): Form3Error {
  return new Form3Error(MESSAGES.aborted, {
    ...factsOf(asked, "aborted", undefined),
    cause: reason,
  });
}

/** An answer that was good, but not what was promised. */
export function undecodable(asked: Asked, answer: WireAnswer, cause: unknown): Form3Error {
  const why = cause instanceof Error ? `: ${cause.message}` : "";
  return new Form3Error(`${MESSAGES.decode}${why}`, {
    ...factsOf(asked, "decode", answer),
    cause,
  });
}

function factsOf(
  { method, url, attempt }: Asked,
  kind: Form3ErrorKind,
  answer: WireAnswer | undefined,
): Form3Facts {
  const facts = { kind, method, url: url.href, attempts: attempt };
  if (answer === undefined) return facts;
  const { status, body } = answer;
  return {
    ...facts,
    status,
    body: body.slice(0, BODY_CHARACTERS_MAX),
    ...given("requestId", requestIdOf(answer)),
  };
}

/** What support asks for. */
export function requestIdOf(answer: WireAnswer): string | undefined {
  return answer.header("x-request-id");
}

/** A member that is left out when there is no value. */
function given<Name extends string, Value>(name: Name, value: Value | undefined) {
  const members: { [Key in Name]?: Value } = {};
  if (value !== undefined) members[name] = value;
  return members;
}
