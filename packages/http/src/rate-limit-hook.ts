import type { FastifyReply, FastifyRequest } from "fastify";

import { BUILT_IN } from "./built-in-problems.ts";
import { OPERATION_PATHS } from "./exchange-record.ts";
import { rateLimitGate } from "./rate-limit-gate.ts";
import type { RateLimit } from "./rate-limit.ts";

/** Refuses what a client sends beyond its limit, and tells every client where it stands. */
export function rateLimitHook(limit: RateLimit) {
  const gate = rateLimitGate(limit, { name: "default", detail: BUILT_IN.rate_limited.detail });
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    if (OPERATION_PATHS.has(request.routeOptions.url)) done();
    else done(gate(request.ip, reply));
  };
}
