import type { Server } from "@holdfast/http";
import { atMost } from "@holdfast/http/event-stream";

import { accountHistoryRoutes } from "./adapters/http/account-history-routes.ts";
import { accountListRoute } from "./adapters/http/account-list-route.ts";
import { accountRoutes } from "./adapters/http/account-routes.ts";
import { auditRoute } from "./adapters/http/audit-route.ts";
import { eventRoutes } from "./adapters/http/event-routes.ts";
import { proofRoutes } from "./adapters/http/proof-routes.ts";
import { transferListRoute } from "./adapters/http/transfer-list-route.ts";
import { transferRoutes } from "./adapters/http/transfer-routes.ts";
import { trialBalanceRoute } from "./adapters/http/trial-balance-route.ts";
import { accountHistory } from "./adapters/postgres/account-history.ts";
import { accountList } from "./adapters/postgres/account-list.ts";
import { accountReader } from "./adapters/postgres/account-reader.ts";
import { auditTrail } from "./adapters/postgres/audit-trail.ts";
import { effectiveHistory } from "./adapters/postgres/effective-history.ts";
import { eventFeed } from "./adapters/postgres/event-feed.ts";
import { transferList } from "./adapters/postgres/transfer-list.ts";
import { transferReader } from "./adapters/postgres/transfer-reader.ts";
import { trialBalance } from "./adapters/postgres/trial-balance.ts";
import { verifyLedger } from "./adapters/postgres/verify-ledger.ts";
import { feedMetrics } from "./adapters/telemetry/feed-metrics.ts";
import type { EventFeed } from "./application/event-feed.ts";
import { streamPlaces } from "./application/stream-places.ts";
import { SCHEMA } from "./schema.ts";
import type { ServeParts } from "./serve-parts.ts";

/** Of the connections that are read over, so that pages are served also when many streams begin at once. */
const STREAM_READS_MAX = 3;

/** What is only read. */
export function serveReads(scope: Server, parts: ServeParts): void {
  const { readDatabase, verifyDatabase, tokens, proofs } = parts;
  const { cursors, positions } = tokens;
  accountListRoute(scope, accountList(readDatabase, SCHEMA), cursors);
  accountRoutes(scope, accountReader(readDatabase, SCHEMA));
  accountHistoryRoutes(scope, {
    recorded: accountHistory(readDatabase, SCHEMA),
    effective: effectiveHistory(readDatabase, SCHEMA),
    cursors,
  });
  transferListRoute(scope, transferList(readDatabase, SCHEMA), cursors);
  transferRoutes(scope, transferReader(readDatabase, SCHEMA));
  trialBalanceRoute(scope, {
    read: trialBalance(readDatabase, SCHEMA),
    verify: verifyLedger(verifyDatabase, SCHEMA),
    positions,
  });
  serveFeed(scope, parts);
  auditRoute(scope, { list: auditTrail(readDatabase, SCHEMA), cursors, positions });
  proofRoutes(scope, { proofs, cursors, positions });
}

function serveFeed(scope: Server, parts: ServeParts): void {
  const { config, readDatabase, bells, stopping, metrics, logger } = parts;
  const places = streamPlaces(config.SSE_CLIENTS_MAX);
  const feed = eventFeed(readDatabase, SCHEMA);
  const inTurn = atMost(STREAM_READS_MAX);
  const streamFeed: Pick<EventFeed, "read"> = {
    read: (tenant, filter, page) => inTurn(() => feed.read(tenant, filter, page)),
  };
  eventRoutes(scope, {
    feed,
    streamFeed,
    bells,
    stopping,
    places,
    ...parts.tokens,
    heartbeatMs: config.SSE_HEARTBEAT,
    lifetimeMs: config.SSE_LIFETIME,
    onFault: (err: unknown) => logger.warn({ err }, "a stream was cut off"),
    ...feedMetrics(metrics, () => places.count),
  });
}
