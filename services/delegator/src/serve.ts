import { createServer, type Server } from "@holdfast/http";
import { type Database } from "@holdfast/postgres";
import { type Logger, type Metrics } from "@holdfast/telemetry";

import { delegationLists } from "./adapters/http/delegation-lists-route.ts";
import { delegationsRoute } from "./adapters/http/delegations-route.ts";
import { operationRoute } from "./adapters/http/operation-route.ts";
import { originalProblem } from "./adapters/http/original-problem.ts";
import { statusRoute } from "./adapters/http/status-route.ts";
import { delegationsOfOperation } from "./adapters/postgres/delegations-of-operation.ts";
import { mirrorState } from "./adapters/postgres/mirror-state.ts";
import { statusReader } from "./adapters/postgres/status-reader.ts";
import { BlockPace } from "./application/block-pace.ts";
import { type MirrorWatch } from "./application/mirror-watch.ts";
import { sharedReading } from "./application/shared-reading.ts";
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
  readonly database: Database;
  readonly watch: MirrorWatch;
  readonly logger: Logger;
  readonly metrics: Metrics;
};

/** The HTTP side of the service. */
export async function serve({ database, watch, logger, metrics }: ServeParts): Promise<Server> {
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
  return server;
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
