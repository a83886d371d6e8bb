import { type Static, Type } from "typebox";

import { REFUSAL_STATUSES } from "./refusal-statuses.ts";

/** Codes that do not come from the ledger. */
const OTHER_STATUSES = {
  invalid_request: 400,
  invalid_json: 400,
  invalid_text: 400,
  invalid_cursor: 400,
  cursor_mismatch: 400,
  unknown_currency: 400,
  invalid_rate: 400,
  idempotency_key_missing: 400,
  idempotency_key_invalid: 400,
  not_in_tree: 404,
  event_not_found: 404,
  unauthorized: 401,
  forbidden: 403,
  body_too_large: 413,
  unsupported_media_type: 415,
  amount_too_small: 422,
  idempotency_key_reused: 422,
  rate_limited: 429,
  internal: 500,
  busy: 503,
  overloaded: 503,
  handler_timeout: 503,
  too_many_streams: 503,
  stopping: 503,
  database_unavailable: 503,
  database_overloaded: 503,
  keys_away: 503,
  outcome_unknown: 503,
  notary_refused: 500,
  rail_not_configured: 501,
} as const;

const STATUSES = { ...REFUSAL_STATUSES, ...OTHER_STATUSES };

/** Whatever may be answered with a problem. */
export type ProblemCode = keyof typeof STATUSES;

/** What every route with a token may answer. */
const EVERYWHERE = [
  "invalid_request",
  "unauthorized",
  "forbidden",
  "rate_limited",
  "internal",
  "busy",
  "overloaded",
  "handler_timeout",
  "database_unavailable",
  "database_overloaded",
] as const;

/** What every route may answer that takes a body and a key. */
const WHERE_WRITTEN = [
  "invalid_json",
  "invalid_text",
  "idempotency_key_missing",
  "idempotency_key_invalid",
  "idempotency_key_reused",
  "body_too_large",
  "unsupported_media_type",
  "outcome_unknown",
] as const;

/** The problems of a route that reads, by status, for its documentation. */
export function readProblems(...codes: readonly ProblemCode[]): object {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...EVERYWHERE, ...codes]) {
    const status = STATUSES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, some]) => [status, response(some)]));
}

/** The problems of a route that writes. */
export function writeProblems(...codes: readonly ProblemCode[]): object {
  return readProblems(...WHERE_WRITTEN, ...codes);
}

/** A problem with one of these codes, as it is answered. */
function ProblemShown(codes: readonly ProblemCode[]) {
  return Type.Object({
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    instance: Type.String(),
    code: Type.Enum([...codes]),
    retryable: Type.Boolean(),
    trace_id: Type.String(),
    errors: Type.Optional(Type.Array(Type.Record(Type.String(), Type.String()))),
    params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  });
}

/** A problem as it is answered. */
export type AnsweredProblem = Static<ReturnType<typeof ProblemShown>>;

function response(codes: readonly ProblemCode[]): object {
  const description = codes.map((code) => `\`${code}\``).join(", ");
  return {
    description,
    content: { "application/problem+json": { schema: ProblemShown(codes) } },
  };
}
