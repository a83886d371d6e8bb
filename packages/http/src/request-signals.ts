import type { FastifyRequest } from "fastify";

/** The abort signals of requests, made only for those that ask for one. */
export type RequestSignals = {
  of(request: FastifyRequest): AbortSignal;
  /** Tells whoever works on the request that its answer is not wanted any more. */
  abort(request: FastifyRequest): void;
};

/**
 * Replaces Fastify's `request.signal`, which also aborts when a body has been read to its end, and
 * so before any handler of a POST begins (fastify/fastify#6725). Ours aborts when the client has
 * left before its answer was complete, or when the handler was too late.
 */
export function requestSignals(): RequestSignals {
  const controllers = new WeakMap<FastifyRequest, AbortController>();
  return {
    of: (request) => {
      const known = controllers.get(request);
      if (known !== undefined) return known.signal;
      const controller = new AbortController();
      controllers.set(request, controller);
      if (request.raw.socket.destroyed) controller.abort();
      return controller.signal;
    },
    abort: (request) => controllers.get(request)?.abort(),
  };
}
