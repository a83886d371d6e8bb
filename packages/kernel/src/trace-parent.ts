import { formatTraceparent, traceContext } from "@holdfast/telemetry";
import { type Span, type SpanContext, TraceFlags } from "@opentelemetry/api";

/** Where a message was sent from, out of its metadata; undefined if that says nothing of it. */
export function sentFrom(traceparent: unknown): SpanContext | undefined {
  if (typeof traceparent !== "string") return undefined;
  const trace = traceContext({ traceparent });
  if (trace === undefined) return undefined;
  const { traceId, spanId, isSampled } = trace;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return { traceId, spanId, traceFlags, isRemote: true };
}

/** A span as it is written into the metadata of what it sends. */
export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return formatTraceparent({ traceId, spanId, isSampled });
}
