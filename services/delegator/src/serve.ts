import { createServer, type Server } from "@holdfast/http";
import { type Database } from "@holdfast/postgres";
import { type Logger, type Metrics } from "@holdfast/telemetry";

import { delegationLists } from "./adapters/http/delegation-lists-route.ts";
import { delegationsRoute } from "./adapters/http/delegations-route.ts";
import { operationRoute } from "./adapters/http/operation-route.ts";
import { originalProblem } from "./adapters/http/original-problem.ts";
import { statusRoute } from "./adapters/http/status-route.ts";
import { streamRoute } from "./adapters/http/stream-route.ts";
import { changeLog } from "./adapters/postgres/change-log.ts";
import { delegationsOfOperation } from "./adapters/postgres/delegations-of-operation.ts";
import { finalRows } from "./adapters/postgres/final-rows.ts";
import { mirrorState } from "./adapters/postgres/mirror-state.ts";
import { statusReader } from "./adapters/postgres/status-reader.ts";
import { streamMetrics } from "./adapters/telemetry/stream-metrics.ts";
import { atMost } from "./application/at-most.ts";
import { BlockPace } from "./application/block-pace.ts";
import { type ChangeFeed } from "./application/change-feed.ts";
import { type MirrorWatch } from "./application/mirror-watch.ts";
import { sharedFinalRows } from "./application/shared-final-rows.ts";
import { sharedReading } from "./application/shared-reading.ts";
import { StreamClients } from "./application/stream-clients.ts";
import { type Config } from "./config.ts";
import { originalList, wholeList } from "./lists.ts";
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

/**
 * When another instance stops, all its streams come here at once. A browser whose stream is refused never tries again,
 * and pages must still be served, so they take turns with less than half of the connections.
 */
const STREAM_READS_MAX = 4;
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

export type ServeParts = {
  readonly config: Pick<Config, "SSE_HEARTBEAT" | "SSE_CLIENTS_MAX">;
  readonly database: Database;
  readonly feed: ChangeFeed;
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
    crossOrigin: CROSS_ORIGIN,
  });
  serveLists(server, { database, watch });
  statusRoute(server, statusReader(database, SCHEMA));
  streamRoute(server, streamOptions(parts));
  return server;
}

function streamOptions({ config, database, feed, watch, logger, metrics }: ServeParts) {
  const clients = new StreamClients(config.SSE_CLIENTS_MAX);
  const log = changeLog(database, SCHEMA);
  const readRows = finalRows(database, SCHEMA);
  const inTurn = atMost(STREAM_READS_MAX);
  return {
    view: watch.view,
    log: {
      state: (after: number | undefined) => inTurn(() => log.state(after)),
      since: (seq: number, limit: number) => inTurn(() => log.since(seq, limit)),
    },
    feed,
    finalRows: sharedFinalRows((batch) => inTurn(() => readRows(batch))),
    clients,
    heartbeatMs: config.SSE_HEARTBEAT,
    onFault: (err: unknown) => logger.warn({ err }, "a stream was cut off"),
    ...streamMetrics(metrics, () => clients.count),
  };
}

function serveLists(server: Server, { database, watch }: Pick<ServeParts, "database" | "watch">) {
  const now = Date.now;
  const pace = new BlockPace(now);
  const serving = {
    readState: sharedReading(mirrorState(database, SCHEMA)),
    secondsLeft: (head: number) => pace.secondsLeft(head),
  };
  const original = {
    ...serving,
    representation: "original" as const,
    list: originalList(database, watch),
  };
  delegationsRoute(server, { serving: original, now });
  const whole = { ...serving, representation: "whole" as const, list: wholeList(database, watch) };
  delegationLists(server, { serving: whole, now });
  const readOperation = delegationsOfOperation(database, SCHEMA);
  operationRoute(server, { ...serving, view: watch.view, readOperation });
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
