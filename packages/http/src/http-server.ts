import type { RequestListener, Server } from "node:http";

import type { InFlight } from "./in-flight.ts";
import type { Limits } from "./limits.ts";
import { createServer } from "./node-http.ts";

/** How often Node looks for requests past their time, as parts of the shortest timeout, and its bounds. */
const CHECKS_PER_TIMEOUT = 4;
const CHECK_MS_MIN = 50;
const CHECK_MS_MAX = 1_000;

/** Node's server under Fastify, with the limits that hold before a request is one. */
export function httpServer(limits: Limits, flight: InFlight, listener: RequestListener): Server {
  const shortestMs = Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs);
  const serve: RequestListener = (request, response) => {
    if (flight.admits(request, response)) listener(request, response);
  };
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytesMax,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      // Node would answer by itself, without a body; `exchangeHook` refuses such a request as any other.
      requireHostHeader: false,
      connectionsCheckingInterval: Math.max(
        CHECK_MS_MIN,
        Math.min(CHECK_MS_MAX, shortestMs / CHECKS_PER_TIMEOUT),
      ),
    },
    serve,
  );
  // The same way: Node would answer by itself, without a body; `exchangeHook` refuses it.
  server.on("checkExpectation", serve);
  server.maxConnections = limits.connectionsMax;
  const closeIdleConnections = server.closeIdleConnections.bind(server);
  // Node counts a connection as idle from the end of the handler's work, and would cut off an answer
  // that a slow client is still reading; drain asks again after each answer.
  server.closeIdleConnections = () => {
    if (!flight.isFlushing()) closeIdleConnections();
  };
  return server;
}
