export { type Cause, presentCause, withCause } from "./cause.ts";
export { humanLine } from "./human-line.ts";
export { type Logger, type LogLevel, openLogger, type OpenLoggerOptions } from "./open-logger.ts";
export { type Counter, type Gauge, type Histogram } from "prom-client";
export {
  LATENCY_BUCKETS_SECONDS,
  type MetricDefinition,
  type Metrics,
  openMetrics,
  type OpenMetricsOptions,
} from "./open-metrics.ts";
export { type RandomHex, randomHex } from "./random-hex.ts";
export { registeredTracer } from "./registered-tracer.ts";
export { type SeriesHistogram } from "./series-histogram.ts";
export {
  childContext,
  formatTraceparent,
  traceContext,
  type TraceContext,
} from "./trace-context.ts";
