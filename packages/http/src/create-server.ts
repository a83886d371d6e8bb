import { randomFillSync } from "node:crypto";

import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import {
  type Logger,
  type Metrics,
  randomHex,
  type RandomHex,
  registeredTracer,
} from "@holdfast/telemetry";
import { fastify, LogController, type onRequestHookHandler } from "fastify";

import { type Access, accessHook, FOUND, principalOf } from "./access/access-hook.ts";
import { documentAccess } from "./access/document-access.ts";
import { allowedMethods, type AllowedMethods } from "./allowed-methods.ts";
import { answerProblem, errorHandler } from "./answer-problem.ts";
import { clientErrorHandler } from "./client-error.ts";
import { type CrossOrigin, crossOriginHook } from "./cross-origin.ts";
import { acceptsEventStream } from "./event-stream/accepts-event-stream.ts";
import { beginExchange, exchangeHook, type Surroundings, traceOf } from "./exchange-hook.ts";
import { exchangeRecord } from "./exchange-record.ts";
import { httpServer } from "./http-server.ts";
import { type InFlight, inFlight } from "./in-flight.ts";
import { parseJsonStrictly } from "./json-parser.ts";
import { answerLate } from "./late-answers.ts";
import { lazySerializer } from "./lazy-serializer.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { MissingResponseSchema } from "./missing-response-schema.ts";
import { notFoundHandler } from "./not-found.ts";
import { collectOpenapi, type ServiceDescription } from "./openapi.ts";
import { addOperationRoutes } from "./operation-routes.ts";
import { type ProblemBody, problemJson } from "./problem-body.ts";
import { problemCounter } from "./problem-counter.ts";
import type { ProblemMap } from "./problem-map.ts";
import { problemOf } from "./problem-of.ts";
import { rateLimitHook } from "./rate-limit-hook.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { ReadinessCheck } from "./readiness.ts";
import { requestSignals } from "./request-signals.ts";
import type { Server } from "./server.ts";
import { strictValidator } from "./strict-validator.ts";

/** A token may take 8 KiB of the head. */
const ROOM_FOR_A_TOKEN = { headerBytesMax: 2 * DEFAULT_LIMITS.headerBytesMax };

/** What a service hands over to have a server. */
export type CreateServerOptions = ServiceDescription & {
  /** Name of the service, for tracing. */
  readonly service: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Answers `/readyz`. */
  readonly readiness: ReadinessCheck;
  /** Overrides single limits. */
  readonly limits?: Partial<Limits>;
  /** What the service's typed errors become, by code. */
  readonly problems?: ProblemMap;
  /** Shape of problem bodies where no scope sets its own; RFC 9457 when left out. */
  readonly problemBody?: ProblemBody;
  /** What pages of other origins may do; nothing when left out. */
  readonly crossOrigin?: CrossOrigin;
  /** Proxies whose X-Forwarded-For is believed: addresses or ranges; none when left out. */
  readonly trustProxy?: string | readonly string[];
  /** Requests a client address may send; no limit when left out. Health, readiness and metrics have none. */
  readonly rateLimit?: RateLimit;
  /** Who may use which route; everybody may use all of them when left out. Every route then needs an entry. */
  readonly access?: Access;
  /** Source of trace ids; the system's random generator when left out. */
  readonly random?: RandomHex;
};

/**
 * Builds a server with problems, limits, trace context, access log, request metrics, `/healthz`,
 * `/readyz`, `/metrics` and `/openapi.json` in place; register routes on it, then `listen`. A route
 * without a response schema is a MissingResponseSchema at registration.
 */
export async function createServer(options: CreateServerOptions): Promise<Server> {
  const { problems = {}, problemBody = problemJson } = options;
  const counted = problemCounter(options.metrics);
  const body = counted(problemBody);
  const surroundings = surroundingsOf(options);
  const server = bareServer({ ...options, problemBody: body }, surroundings);
  const allowed = allowedMethods();

  server.setValidatorCompiler(strictValidator);
  server.removeContentTypeParser("text/plain");
  parseJsonStrictly(server);
  server.decorateRequest("traceId", "");
  server.decorateRequest("signal", {
    getter() {
      return surroundings.signals.of(this);
    },
  });
  server.decorate("setProblemBody", function setProblemBody(scopeBody: ProblemBody) {
    this.setErrorHandler(errorHandler(problems, counted(scopeBody)));
  });
  server.addHook("onRequest", exchangeHook(surroundings));
  const { crossOrigin } = options;
  if (crossOrigin !== undefined) server.addHook("onRequest", crossOriginHook(crossOrigin, allowed));
  if (options.rateLimit !== undefined) {
    server.addHook("onRequest", rateLimitHook(options.rateLimit));
  }
  server.setErrorHandler(errorHandler(problems, body));
  const notFound = notFoundHandler(allowed, body);
  server.setNotFoundHandler(notFound);
  // Before the body is read: a bad or large one makes the path no other. Node discards it.
  server.addHook("onRequest", (request, reply, done) => {
    if (request.is404) notFound(request, reply);
    else done();
  });
  if (options.access !== undefined) addAccess(server, options.access);
  const { flight, limits } = surroundings;
  addRouteHook(server, allowed, flight);
  answerLate(server, surroundings);
  server.addHook("preClose", () => flight.drain(server.server, limits.drainMs));

  const openapi = await collectOpenapi(server, options, {
    hasProblems: options.problemBody === undefined,
    hasAccess: options.access !== undefined,
  });
  addOperationRoutes(server, { ...options, flight, openapi });
  return server;
}

/** In the document before it is collected, and in force before a body is read. */
function addAccess(server: Server, access: Access): void {
  server.decorateRequest(FOUND, undefined);
  server.decorateRequest("principal", {
    getter() {
      return principalOf(this);
    },
  });
  server.addHook("onRoute", documentAccess);
  server.addHook("onRequest", accessHook(access));
}

function surroundingsOf(options: CreateServerOptions): Surroundings {
  const flight = inFlight();
  return {
    flight,
    record: exchangeRecord(options.logger, options.metrics, () => flight.count()),
    signals: requestSignals(),
    rawStatuses: new WeakMap(),
    random: options.random ?? randomHex(randomFillSync),
    limits: { ...DEFAULT_LIMITS, ...(options.access && ROOM_FOR_A_TOKEN), ...options.limits },
    tracer: registeredTracer(options.service),
  };
}

function bareServer(options: CreateServerOptions, surroundings: Surroundings): Server {
  const { limits, flight } = surroundings;
  const { problems = {}, problemBody: body = problemJson } = options;
  const server: Server = fastify({
    // With a logger of its own Fastify would make a child logger and two listeners for each request.
    // `request.log` is the service's logger; lines carry the trace id.
    logger: false,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: () => options.logger,
    serverFactory: (listener) => httpServer(limits, flight, listener),
    bodyLimit: limits.bodyBytesMax,
    schemaController: { compilersFactory: { buildSerializer: lazySerializer } },
    routerOptions: { maxParamLength: limits.urlBytesMax },
    trustProxy:
      typeof options.trustProxy === "object"
        ? [...options.trustProxy]
        : (options.trustProxy ?? false),
    // Requests that arrive while draining are served; see InFlight.drain.
    return503OnClosing: false,
    clientErrorHandler: clientErrorHandler(surroundings, body),
    // The router refused the URL, so no hook has run yet.
    frameworkErrors: (error, request, reply) => {
      beginExchange(surroundings, {
        request,
        reply,
        trace: traceOf(request, undefined, surroundings),
      });
      void answerProblem(problemOf(error, problems), reply, body);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();
  server.log = options.logger;
  return server;
}

function addRouteHook(server: Server, allowed: AllowedMethods, flight: InFlight): void {
  server.addHook("onRoute", (route) => {
    const { method, url, schema } = route;
    const methods = typeof method === "string" ? [method] : method;
    if (schema?.response === undefined) {
      throw new MissingResponseSchema({ method: methods.join(), url });
    }
    allowed.add({ url, methods });
    const isStream = route.config?.isStream ?? false;
    if (isStream !== false) {
      route.onRequest = [...[route.onRequest ?? []].flat(), streamHook(flight, isStream)];
    }
  });
}

function streamHook(flight: InFlight, isStream: true | "if_accepted"): onRequestHookHandler {
  return (request, reply, done) => {
    if (isStream === true || acceptsEventStream(request)) flight.stream(reply);
    done();
  };
}
