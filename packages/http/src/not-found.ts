import type { FastifyReply, FastifyRequest } from "fastify";

import type { AllowedMethods } from "./allowed-methods.ts";
import { answerProblem } from "./answer-problem.ts";
import { BUILT_IN } from "./built-in-problems.ts";
import { pathOf } from "./path-of.ts";
import type { ProblemBody } from "./problem-body.ts";

/** Answers what no route matched: 405 with Allow where the path exists for other methods, else 404. */
export function notFoundHandler(allowed: AllowedMethods, body: ProblemBody) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const methods = allowed.at(decoded(pathOf(request.url)));
    if (methods.length === 0) return answerProblem(BUILT_IN.not_found, reply, body);
    const headers = { allow: methods.join(", ") };
    return answerProblem({ ...BUILT_IN.method_not_allowed, headers }, reply, body);
  };
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    // Not valid UTF-8 in a place the router never had to decode.
    return path;
  }
}
