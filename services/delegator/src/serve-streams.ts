import type { Server } from "@holdfast/http";
import { atMost, StreamClients } from "@holdfast/http/event-stream";

import { streamRoute } from "./adapters/http/stream-route.ts";
import { changeLog } from "./adapters/postgres/change-log.ts";
import { finalRows } from "./adapters/postgres/final-rows.ts";
import { streamMetrics } from "./adapters/telemetry/stream-metrics.ts";
import { sharedFinalRows } from "./application/shared-final-rows.ts";
import { SCHEMA } from "./schema.ts";
import type { ServeParts } from "./serve-parts.ts";

/**
 * When another instance stops, all its streams come here at once. A browser whose stream is refused never tries again,
 * and pages must still be served, so they take turns with less than half of the connections.
 */
const STREAM_READS_MAX = 4;

/** What happens at the tip, pushed. */
export function serveStreams(server: Server, parts: ServeParts): void {
  const { config, database, feed, watch, logger, metrics } = parts;
  const clients = new StreamClients(config.SSE_CLIENTS_MAX);
  const log = changeLog(database, SCHEMA);
  const readRows = finalRows(database, SCHEMA);
  const inTurn = atMost(STREAM_READS_MAX);
  streamRoute(server, {
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
  });
}
