import { createServer, type Server } from "@holdfast/http";
import { type Database } from "@holdfast/postgres";
import { type Logger, type Metrics } from "@holdfast/telemetry";

import { delegationsRoute } from "./adapters/http/delegations-route.ts";
import { exportRoutes } from "./adapters/http/export-route.ts";
import { ExportSlots } from "./adapters/http/export-slots.ts";
import { originalProblem } from "./adapters/http/original-problem.ts";
import { statsRoutes } from "./adapters/http/stats-routes.ts";
import { statusRoute } from "./adapters/http/status-route.ts";
import { delegationExports } from "./adapters/postgres/delegation-exports.ts";
import { delegationPages } from "./adapters/postgres/delegation-pages.ts";
import { markReader } from "./adapters/postgres/history-mark.ts";
import { statsSnapshots } from "./adapters/postgres/stats-reader.ts";
import { statusReader } from "./adapters/postgres/status-reader.ts";
import { topBakers } from "./adapters/postgres/top-bakers.ts";
import { listDelegations } from "./application/list-delegations.ts";
import { type MirrorWatch } from "./application/mirror-watch.ts";
import { type Config } from "./config.ts";
import { SCHEMA } from "./schema.ts";

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

export type ServeParts = {
  readonly database: Database;
  /** A pool of their own, so that no export waits for pages, nor pages for exports. */
  readonly exportDatabase: Database;
  readonly config: Pick<
    Config,
    "EXPORT_MAX" | "EXPORT_STALL" | "HTTP_RPS_PER_IP" | "HTTP_TRUST_PROXY"
  >;
  readonly watch: MirrorWatch;
  readonly logger: Logger;
  readonly metrics: Metrics;
};

/** The HTTP side of the service. */
export async function serve(parts: ServeParts): Promise<Server> {
  const { database, watch, logger, metrics } = parts;
  const server = await createServer({
    service: "delegator",
    version: VERSION,
    title: "Tezos delegations",
    description: DESCRIPTION,
    logger,
    metrics,
    readiness: () => readiness(watch),
    problems: { "55P03": TOO_SLOW, "57014": TOO_SLOW },
    problemBody: originalProblem,
    ...clientLimits(parts.config),
  });
  const list = listDelegations(watch.view, delegationPages(database, SCHEMA));
  delegationsRoute(server, { list, now: Date.now });
  addHistoryRoutes(server, parts);
  statusRoute(server, statusReader(database, SCHEMA));
  return server;
}

/** Who a client is, and how much it may ask. */
function clientLimits({
  HTTP_RPS_PER_IP: perSecond,
  HTTP_TRUST_PROXY: proxies,
}: ServeParts["config"]) {
  return {
    ...(perSecond === 0 ? {} : { rateLimit: { perSecond } }),
    ...(proxies === undefined ? {} : { trustProxy: proxies }),
  };
}

/** What is made from the whole history: exports and statistics. */
function addHistoryRoutes(server: Server, parts: ServeParts): void {
  const { database, exportDatabase, config, watch } = parts;
  const ranked = { view: watch.view, mark: markReader(database, SCHEMA) };
  exportRoutes(server, {
    ...ranked,
    exports: delegationExports(exportDatabase, SCHEMA),
    slots: new ExportSlots(config.EXPORT_MAX),
    stallMs: config.EXPORT_STALL,
  });
  statsRoutes(server, {
    ...ranked,
    snapshots: statsSnapshots(database, SCHEMA),
    bakers: topBakers(database, SCHEMA),
  });
}

async function readiness(watch: MirrorWatch) {
  const { isRanked, provisional } = watch.view();
  if (!isRanked && provisional === undefined) {
    return { isReady: false, reasons: ["the newest page has not arrived yet"] };
  }
  const state = await watch.look();
  return state === undefined
    ? { isReady: false, reasons: ["the database does not answer"] }
    : { isReady: true };
}
