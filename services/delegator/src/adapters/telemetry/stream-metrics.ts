import type { Metrics } from "@holdfast/telemetry";

/** Counts what is streamed; `clients` says how many follow just now. */
export function streamMetrics(metrics: Metrics, clients: () => number) {
  metrics.gauge({
    name: "delegator_stream_clients",
    help: "Clients that follow the tip",
    collect: (gauge) => gauge.set(clients()),
  });
  const events = metrics.counter({
    name: "delegator_stream_events_total",
    help: "Events sent to clients that follow the tip",
  });
  const overflows = metrics.counter({
    name: "delegator_stream_overflows_total",
    help: "Clients that were cut off because they read too slowly",
  });
  return { onEvent: () => events.inc(), onOverflow: () => overflows.inc() };
}
