import type { FastifyReply, FastifyRequest } from "fastify";

import { BUILT_IN } from "./built-in-problems.ts";
import { type ProblemBody, problemJson } from "./problem-body.ts";
import type { ProblemMap } from "./problem-map.ts";
import { problemOf } from "./problem-of.ts";
import type { Problem } from "./problem.ts";
import { writtenProblem } from "./written-problem.ts";

/** Headers a handler may have set for the answer it then failed to give; a problem must not be cached under them. */
const HEADERS_OF_THE_ANSWER = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-range",
  "etag",
  "expires",
  "last-modified",
  "link",
] as const;

/** Answers a request with a problem. */
export function answerProblem(
  problem: Problem,
  reply: FastifyReply,
  body: ProblemBody,
): FastifyReply {
  const { request } = reply;
  const { status, headers, payload } = writtenProblem(
    problem,
    {
      method: request.method,
      url: request.url,
      accept: request.headers.accept ?? "",
      traceId: request.traceId,
    },
    body,
  );
  for (const name of HEADERS_OF_THE_ANSWER) reply.removeHeader(name);
  // Bytes, because Fastify adds a charset to the content type of a text, and problem+json has none.
  return reply.code(status).headers(headers).send(Buffer.from(payload));
}

/**
 * Fastify's error handler: every thrown value goes through the one mapper; failures are logged in
 * full. When the service's own mapping or body fails, the answer is the kit's internal error.
 */
export function errorHandler(problems: ProblemMap, body: ProblemBody) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    try {
      const problem = problemOf(error, problems);
      // A body that its client stopped sending is no failure of ours; the access log tells of it.
      const isCutOff = error === request.raw.errored;
      if (problem.status >= 500 && !isCutOff) logFailure(error, problem, request);
      return answerProblem(problem, reply, body);
    } catch (failure) {
      const err = new SuppressedError(failure, error, "a problem could not be written");
      logFailure(err, BUILT_IN.internal, request);
      return answerProblem(BUILT_IN.internal, reply, problemJson);
    }
  };
}

function logFailure(err: unknown, { code, status }: Problem, request: FastifyRequest): void {
  const fields = { err, code, trace: request.traceId };
  if (status === 500) request.log.error(fields, "request failed");
  // The access log tells of each refusal under overload already; the service need not pay twice.
  else if (code !== BUILT_IN.overloaded.code) request.log.warn(fields, "request failed for now");
}
