import type { Problem } from "./problem.ts";

/** What is known of the request a problem answers; texts are empty when it never became readable. */
export type ProblemRequest = {
  readonly method: string;
  /** The request target as sent, query included. */
  readonly url: string;
  /** The header Accept, empty when absent. */
  readonly accept: string;
  /** The reference under which the log knows this request: 32 hexadecimal digits. */
  readonly traceId: string;
};

/** Writes a problem for the wire. An object payload becomes JSON; a text goes out as it is. */
export type ProblemBody = (
  problem: Problem,
  request: ProblemRequest,
) => { readonly contentType: string; readonly payload: string | object };

/** Whoever knows only the status would try these again. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);

/** What a status leaves open: a conflict that passes, a failure that may not come again. */
const OPEN_STATUSES: ReadonlySet<number> = new Set([409, 500]);

function isRetryable({ status, isRetryable = false }: Problem): boolean {
  return OPEN_STATUSES.has(status) ? isRetryable : RETRYABLE_STATUSES.has(status);
}

/** The body of RFC 9457: standard members, then code, retryable, trace_id, errors and params. */
export const problemJson: ProblemBody = (problem, { traceId }) => ({
  contentType: "application/problem+json",
  payload: {
    type: problem.type ?? "about:blank",
    title: problem.title,
    status: problem.status,
    detail: problem.detail,
    instance: instanceOf(traceId),
    code: problem.code,
    retryable: isRetryable(problem),
    trace_id: traceId,
    errors: problem.errors,
    params: problem.params,
  },
});

/** The trace id in the form of a URN, since `instance` must be a URI reference. */
function instanceOf(traceId: string): string {
  return `urn:uuid:${traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}`;
}
