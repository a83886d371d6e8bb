import type { ProblemBody, ProblemRequest } from "./problem-body.ts";
import type { Problem } from "./problem.ts";

/** A problem ready to be sent, by Fastify or straight to a socket. */
export type WrittenProblem = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
};

/** Writes a problem with the body shape in force. */
export function writtenProblem(
  problem: Problem,
  request: ProblemRequest,
  body: ProblemBody,
): WrittenProblem {
  const { contentType, payload } = body(problem, request);
  return {
    status: problem.status,
    // Some statuses may be stored by default (RFC 9111, section 4.2.2), and a 404 is often over in a moment.
    headers: { "cache-control": "no-store", ...problem.headers, "content-type": contentType },
    payload: typeof payload === "string" ? payload : JSON.stringify(payload, bigintAsText),
  };
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
