import {
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Starts the server span of a request in the caller's trace; it ends with the response. */
export function serverSpan(tracer: Tracer, request: FastifyRequest, reply: FastifyReply): Span {
  const route = request.routeOptions.url;
  const span = tracer.startSpan(
    route === undefined ? request.method : `${request.method} ${route}`,
    { kind: SpanKind.SERVER, attributes: { "http.request.method": request.method } },
    propagation.extract(ROOT_CONTEXT, request.headers),
  );
  if (route !== undefined) span.setAttribute("http.route", route);
  reply.raw.once("close", () => {
    const status = reply.raw.statusCode;
    span.setAttribute("http.response.status_code", status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  return span;
}

/** Runs the rest of the request with the span as the active one. */
export function insideSpan(span: Span, rest: () => void): void {
  context.with(trace.setSpan(ROOT_CONTEXT, span), rest);
}
