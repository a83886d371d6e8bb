import { BUILT_IN } from "./built-in-problems.ts";
import { HttpProblem } from "./http-problem.ts";
import { InvalidRequest } from "./invalid-request.ts";
import type { CodedError, ProblemMap } from "./problem-map.ts";
import type { Problem } from "./problem.ts";

/** Codes of errors that Fastify or another package throws, and the problem each one is. */
const FOREIGN: ReadonlyMap<string, Problem> = new Map([
  ["FST_ERR_BAD_URL", BUILT_IN.invalid_url],
  ["FST_ERR_CTP_BODY_TOO_LARGE", BUILT_IN.body_too_large],
  ["FST_ERR_CTP_EMPTY_JSON_BODY", BUILT_IN.invalid_json],
  ["FST_ERR_CTP_INVALID_JSON_BODY", BUILT_IN.invalid_json],
  ["FST_ERR_CTP_INVALID_CONTENT_LENGTH", BUILT_IN.invalid_content_length],
  ["FST_ERR_CTP_INVALID_MEDIA_TYPE", BUILT_IN.unsupported_media_type],
  ["FST_ERR_CTP_EMPTY_TYPE", BUILT_IN.unsupported_media_type],
  ["FST_ERR_MAX_PARAM_LENGTH", BUILT_IN.uri_too_long],
  ["database_unavailable", BUILT_IN.database_unavailable],
  ["keys_away", BUILT_IN.database_unavailable],
  ["database_overloaded", BUILT_IN.database_overloaded],
  ["signing_keys_unavailable", BUILT_IN.busy],
]);

/**
 * SQLSTATEs of work that may succeed a moment later (PostgreSQL manual, appendix A): connections lost
 * or refused, a transaction that waited too long, deadlock and serialization, resources, locks,
 * statement timeout, a server that starts, stops or has become a standby.
 */
const PASSING = /^(?:08[0-9A-Z]{3}|25006|25P0[34]|40(?:001|003|P01)|53\d00|55P03|57014|57P0\d)$/;

/** The one place where a thrown value becomes a problem; whatever nobody mapped is an internal error. */
export function problemOf(error: unknown, map: ProblemMap): Problem {
  if (error instanceof HttpProblem) return error.problem;
  if (error instanceof InvalidRequest) {
    return { ...BUILT_IN[error.code], errors: error.errors };
  }
  if (!isCoded(error)) return isBadJson(error) ? BUILT_IN.invalid_json : BUILT_IN.internal;
  if (Object.hasOwn(map, error.code)) {
    const definition = map[error.code];
    const template = typeof definition === "function" ? definition(error) : definition;
    if (template !== undefined) return { code: error.code, ...template };
  }
  return withRetryAfter(foreign(error.code), error);
}

function foreign(code: string): Problem {
  return FOREIGN.get(code) ?? (PASSING.test(code) ? BUILT_IN.busy : BUILT_IN.internal);
}

/** An error that knows when to come again is believed, over the kit's own guess. */
function withRetryAfter(problem: Problem, error: CodedError): Problem {
  if (problem.headers?.["retry-after"] === undefined) return problem;
  if (!("retryAfterSeconds" in error) || !isSeconds(error.retryAfterSeconds)) return problem;
  const headers = { ...problem.headers, "retry-after": error.retryAfterSeconds.toString() };
  return { ...problem, headers };
}

/** The header carries whole seconds only (RFC 9110, section 10.2.3). */
function isSeconds(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isCoded(error: unknown): error is CodedError {
  // Fastify's own errors are objects with Error as prototype, which Error.isError does not accept.
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

/** A body with a `__proto__` key is refused by the parser with a bare SyntaxError of status 400. */
function isBadJson(error: unknown): boolean {
  return error instanceof SyntaxError && "statusCode" in error && error.statusCode === 400;
}
