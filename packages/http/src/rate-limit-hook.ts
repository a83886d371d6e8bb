import type { FastifyReply, FastifyRequest } from "fastify";

import { BUILT_IN } from "./built-in-problems.ts";
import { OPERATION_PATHS } from "./exchange-record.ts";
import { HttpProblem } from "./http-problem.ts";
import { type RateLimit, RateLimiter } from "./rate-limit.ts";

/** Refuses what a client sends beyond its limit, and tells every client where it stands. */
export function rateLimitHook(limit: RateLimit) {
  const limiter = new RateLimiter(limit);
  const windowSeconds = Math.ceil(limiter.burst / limit.perSecond);
  const policy = `"default";q=${limiter.burst};w=${windowSeconds}`;
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    if (OPERATION_PATHS.has(request.routeOptions.url)) {
      done();
      return;
    }
    const { isAllowed, remaining, retrySeconds, resetSeconds } = limiter.take(request.ip);
    reply.header("ratelimit-policy", policy);
    reply.header(
      "ratelimit",
      `"default";r=${remaining};t=${isAllowed ? resetSeconds : retrySeconds}`,
    );
    if (isAllowed) done();
    else done(refusal(retrySeconds));
  };
}

function refusal(retrySeconds: number): HttpProblem {
  return new HttpProblem({
    ...BUILT_IN.rate_limited,
    headers: { "retry-after": String(retrySeconds) },
  });
}
