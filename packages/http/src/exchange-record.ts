import type { Logger, Metrics } from "@holdfast/telemetry";

/** One answered request as log and metrics know it. */
type Exchange = {
  readonly method: string;
  /** Pattern of the route; undefined when no route matched. */
  readonly route: string | undefined;
  /** Path without the query, which may hold what a log must not. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  /** Bytes of the body as declared; undefined for a stream. */
  readonly bytes: number | undefined;
  readonly traceId: string;
  readonly remote: string | undefined;
  /** The client left before the answer was complete. */
  readonly isAborted: boolean;
};

/** Writes one exchange to the access log and the metrics. */
export type ExchangeRecord = (exchange: Exchange) => void;

/** Paths that a platform asks every few seconds; they are logged at debug and served under overload. */
export const OPERATION_PATHS: ReadonlySet<string | undefined> = new Set([
  "/healthz",
  "/readyz",
  "/metrics",
]);

/** Label and field of a request that no route matched, so that strangers' paths make no new series. */
const UNMATCHED = "(unmatched)";

const MS_PER_SECOND = 1_000;

/** Registers the request metrics and prepares the access log. */
export function exchangeRecord(
  logger: Logger,
  metrics: Metrics,
  inFlight: () => number,
): ExchangeRecord {
  const observe = durationObserver(metrics);
  metrics.gauge({
    name: "http_requests_in_flight",
    help: "Requests being worked on.",
    collect: (gauge) => gauge.set(inFlight()),
  });
  // The fields below hold neither credentials nor bigints, so the search for them, a third of a line's cost, is left out.
  const access = logger.child({}, { formatters: { log: (fields) => fields } });
  return (exchange) => {
    const { method, status, durationMs } = exchange;
    const route = exchange.route ?? UNMATCHED;
    observe(method, route, status)(durationMs / MS_PER_SECOND);
    const level = OPERATION_PATHS.has(route) ? "debug" : "info";
    if (access.isLevelEnabled(level)) access[level](accessFields(exchange, route), "request");
  };
}

type Observe = (seconds: number) => void;

/** Finds the series of a request by three plain look-ups, without building a key. */
function durationObserver(metrics: Metrics) {
  const durations = metrics.seriesHistogram<"method" | "route" | "status">({
    name: "http_request_duration_seconds",
    help: "Time from a request's head to the end of its answer.",
  });
  const routes = new Map<string, Map<string, Map<number, Observe>>>();
  return (method: string, route: string, status: number): Observe => {
    const known = routes.get(route)?.get(method)?.get(status);
    if (known !== undefined) return known;
    const observe = durations.series({ method, route, status: status.toString() });
    const methods = routes.get(route) ?? new Map<string, Map<number, Observe>>();
    const statuses = methods.get(method) ?? new Map<number, Observe>();
    routes.set(route, methods.set(method, statuses.set(status, observe)));
    return observe;
  };
}

function accessFields(exchange: Exchange, route: string): Record<string, unknown> {
  return {
    method: exchange.method,
    route,
    path: exchange.path,
    status: exchange.status,
    durationMs: Math.round(exchange.durationMs * 100) / 100,
    bytes: exchange.bytes,
    trace: exchange.traceId,
    remote: exchange.remote,
    // Left out of the line unless it happened.
    aborted: exchange.isAborted ? true : undefined,
  };
}
