import type { FastifyReply, FastifyRequest } from "fastify";

import type { AllowedMethods } from "./allowed-methods.ts";
import { OPERATION_PATHS } from "./exchange-record.ts";
import { pathOf } from "./path-of.ts";

/** What pages of any origin may do with a service: ask without credentials, and read these headers. */
export type CrossOrigin = {
  /** Headers of an answer that scripts may read besides the few that are always theirs. */
  readonly exposedHeaders: readonly string[];
  /** Headers of a request that scripts may set. */
  readonly allowedHeaders: readonly string[];
};

/** Browsers ask again after a day at most; some after two hours. */
const PREFLIGHT_SECONDS = 86_400;

/**
 * Lets scripts of any origin read the answers, failures included, and answers a browser's preflight for a path that
 * has routes. Any other OPTIONS is what it was: a method that the path does not have. The paths of platforms are no
 * business of scripts.
 */
export function crossOriginHook(
  { exposedHeaders, allowedHeaders }: CrossOrigin,
  allowed: AllowedMethods,
) {
  const shared = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": exposedHeaders.join(", "),
  };
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const path = pathOf(request.url);
    if (OPERATION_PATHS.has(path)) return done();
    reply.headers(shared);
    const methods = isPreflight(request) ? allowed.at(path) : [];
    if (methods.length === 0) return done();
    reply
      .code(204)
      .headers({
        "access-control-allow-methods": methods.join(", "),
        "access-control-allow-headers": allowedHeaders.join(", "),
        "access-control-max-age": PREFLIGHT_SECONDS,
      })
      .send();
    return undefined;
  };
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return (
    method === "OPTIONS" &&
    headers.origin !== undefined &&
    headers["access-control-request-method"] !== undefined
  );
}
