import { createServer, type Server } from "@holdfast/http";

import { mirrorReadiness } from "./adapters/http/mirror-readiness.ts";
import { originalProblem } from "./adapters/http/original-problem.ts";
import { statusRoute } from "./adapters/http/status-route.ts";
import { statusReader } from "./adapters/postgres/status-reader.ts";
import type { Config } from "./config.ts";
import { SCHEMA } from "./schema.ts";
import { serveHistory } from "./serve-history.ts";
import { serveLists } from "./serve-lists.ts";
import type { ServeParts } from "./serve-parts.ts";
import { serveStreams } from "./serve-streams.ts";

const VERSION = "0.1.0";
const DESCRIPTION =
  "Every delegation on Tezos, exactly once, most recent first. Powered by [TzKT API](https://tzkt.io).";

/** A statement that PostgreSQL gave up: 55P03 waiting for a lock, 57014 at its time limit (manual, appendix A). */
const TOO_SLOW = {
  status: 503,
  code: "database_slow",
  title: "Service Unavailable",
  detail: "the service's data store is too slow",
  headers: { "retry-after": "1" },
} as const;

/** What scripts of other origins may send and read. */
const CROSS_ORIGIN = {
  allowedHeaders: ["Accept", "If-None-Match", "Last-Event-ID"],
  exposedHeaders: [
    "Link",
    "X-Total-Count",
    "ETag",
    "X-Chain-Head",
    "X-Chain-Final",
    "X-Sync",
    "Retry-After",
  ],
} as const;

/** The HTTP side of the service. */
export async function serve(parts: ServeParts): Promise<Server> {
  const { config, database, watch, logger, metrics } = parts;
  const readStatus = statusReader(database, SCHEMA);
  const server = await createServer({
    service: "delegator",
    version: VERSION,
    title: "Tezos delegations",
    description: DESCRIPTION,
    logger,
    metrics,
    readiness: mirrorReadiness(watch, { readStatus, lagMsMax: lagMsMax(config) }),
    problems: { "55P03": TOO_SLOW, "57014": TOO_SLOW },
    problemBody: originalProblem,
    crossOrigin: CROSS_ORIGIN,
    ...clientLimits(config),
  });
  serveLists(server, parts);
  serveHistory(server, parts);
  statusRoute(server, readStatus);
  serveStreams(server, parts);
  return server;
}

/** Two polls may pass before a block is seen, however little lag is wanted. */
function lagMsMax({ READY_LAG: wanted, SYNC_POLL: poll }: Config): number {
  return Math.max(wanted, 2 * poll);
}

/** Who a client is, and how much it may ask. */
function clientLimits({ HTTP_RPS_PER_IP: perSecond, HTTP_TRUST_PROXY: proxies }: Config) {
  return {
    ...(perSecond === 0 ? {} : { rateLimit: { perSecond } }),
    ...(proxies === undefined ? {} : { trustProxy: proxies }),
  };
}
