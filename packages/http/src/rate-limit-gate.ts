import type { FastifyReply } from "fastify";

import { BUILT_IN } from "./built-in-problems.ts";
import { HttpProblem } from "./http-problem.ts";
import { type RateLimit, RateLimiter } from "./rate-limit.ts";

/** Counts a request of a client, tells it in the answer where it stands, and returns a refusal when that was too much. */
export type RateLimitGate = (client: string, reply: FastifyReply) => HttpProblem | undefined;

/** A gate for one limit; the name tells it from others in the header, the detail says whose limit it is. */
export function rateLimitGate(
  limit: RateLimit,
  { name, detail }: { readonly name: string; readonly detail: string },
): RateLimitGate {
  const limiter = new RateLimiter(limit);
  const windowSeconds = Math.ceil(limiter.burst / limit.perSecond);
  const policy = `"${name}";q=${limiter.burst};w=${windowSeconds}`;
  return (client, reply) => {
    const { isAllowed, remaining, retrySeconds, resetSeconds } = limiter.take(client);
    addToList(reply, "ratelimit-policy", policy);
    const seconds = isAllowed ? resetSeconds : retrySeconds;
    addToList(reply, "ratelimit", `"${name}";r=${remaining};t=${seconds}`);
    if (isAllowed) return undefined;
    const headers = { "retry-after": String(retrySeconds) };
    return new HttpProblem({ ...BUILT_IN.rate_limited, detail, headers });
  };
}

/** Both headers are lists with a member for each policy. */
function addToList(reply: FastifyReply, header: string, member: string): void {
  const before = reply.getHeader(header);
  reply.header(header, typeof before === "string" ? `${before}, ${member}` : member);
}
