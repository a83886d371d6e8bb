import { type Span, SpanStatusCode } from "@opentelemetry/api";

/** Says on a span what went wrong in it. */
export function spanFailed(span: Span, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
