import {
  childContext,
  formatTraceparent,
  type RandomHex,
  traceContext,
  type TraceContext,
} from "@holdfast/telemetry";
import { type Span, TraceFlags, type Tracer } from "@opentelemetry/api";
import type { FastifyReply, FastifyRequest } from "fastify";

import { BUILT_IN } from "./built-in-problems.ts";
import { type ExchangeRecord, OPERATION_PATHS } from "./exchange-record.ts";
import { HttpProblem } from "./http-problem.ts";
import type { InFlight } from "./in-flight.ts";
import type { Limits } from "./limits.ts";
import { pathOf } from "./path-of.ts";
import type { RequestSignals } from "./request-signals.ts";
import { insideSpan, serverSpan } from "./server-span.ts";

/** What surrounds every request: trace, headers of every answer, admission, access log. */
export type Surroundings = {
  readonly flight: InFlight;
  readonly record: ExchangeRecord;
  readonly signals: RequestSignals;
  readonly random: RandomHex;
  readonly limits: Limits;
  /** Statuses of requests that were answered straight to the socket. */
  readonly rawStatuses: WeakMap<FastifyReply, number>;
  /** Absent when no OpenTelemetry SDK is registered. */
  readonly tracer: Tracer | undefined;
};

/** Fastify's first hook for every request, matched or not. */
export function exchangeHook(surroundings: Surroundings) {
  const { tracer } = surroundings;
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const span = tracer === undefined ? undefined : serverSpan(tracer, request, reply);
    beginExchange(surroundings, { request, reply, trace: traceOf(request, span, surroundings) });
    const refusal = admissionProblem(surroundings, request);
    if (refusal !== undefined) done(new HttpProblem(refusal));
    else if (span === undefined) done();
    else insideSpan(span, done);
  };
}

/** Status in log and metrics of a request whose client left before any answer; nginx introduced the number. */
const CLIENT_LEFT = 499;

type Beginning = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly trace: TraceContext;
};

/** Gives the request its trace, the reply its constant headers, and the log its line at the end. */
export function beginExchange(
  { flight, record, signals, rawStatuses }: Surroundings,
  { request, reply, trace }: Beginning,
): void {
  const startedMs = performance.now();
  request.traceId = trace.traceId;
  reply.header("x-content-type-options", "nosniff");
  reply.header("traceresponse", formatTraceparent(trace));
  const end = flight.begin(reply, startedMs);
  const { raw } = reply;
  // A socket forgets its peer once it is closed.
  const remote = request.ip;
  raw.on("close", () => {
    end();
    if (!raw.writableFinished) signals.abort(request);
    record({
      method: request.method,
      route: request.routeOptions.url,
      path: pathOf(request.url),
      status: raw.headersSent ? raw.statusCode : (rawStatuses.get(reply) ?? CLIENT_LEFT),
      durationMs: performance.now() - startedMs,
      bytes: contentLength(reply),
      traceId: request.traceId,
      remote,
      isAborted: !raw.writableFinished,
    });
  });
}

/** The span's place in the trace, or one of our own where nobody records spans. */
export function traceOf(
  request: FastifyRequest,
  span: Span | undefined,
  { random }: Surroundings,
): TraceContext {
  if (span === undefined) return childContext(traceContext(request.headers), random);
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 };
}

function admissionProblem({ flight, limits }: Surroundings, request: FastifyRequest) {
  if (request.url.length > limits.urlBytesMax) return BUILT_IN.uri_too_long;
  if (isWithoutHost(request.raw)) return BUILT_IN.bad_request;
  if (expectsMore(request.raw)) return BUILT_IN.expectation_failed;
  if (flight.count() <= limits.inFlightMax) return undefined;
  return OPERATION_PATHS.has(request.routeOptions.url) ? undefined : BUILT_IN.overloaded;
}

/** From version 1.1 of HTTP on a request has to say which host it is for (RFC 9112, section 3.2). */
function isWithoutHost({ headers, httpVersion }: FastifyRequest["raw"]): boolean {
  return headers.host === undefined && httpVersion === "1.1";
}

/** Node has met the one expectation that there is before it hands a request over. */
function expectsMore({ headers: { expect }, httpVersion }: FastifyRequest["raw"]): boolean {
  if (expect === undefined || httpVersion !== "1.1") return false;
  return expect.toLowerCase() !== "100-continue";
}

function contentLength(reply: FastifyReply): number | undefined {
  const length = reply.getHeader("content-length");
  return length === undefined ? undefined : Number(length);
}
