import type { Metrics } from "@holdfast/telemetry";

/** Counts what is pushed; `clients` says how many follow just now. */
export function feedMetrics(metrics: Metrics, clients: () => number) {
  metrics.gauge({
    name: "payments_stream_clients",
    help: "Clients that follow events",
    collect: (gauge) => gauge.set(clients()),
  });
  const events = metrics.counter({
    name: "payments_stream_events_total",
    help: "Events sent to clients that follow them",
  });
  return { onEvent: () => events.inc() };
}
