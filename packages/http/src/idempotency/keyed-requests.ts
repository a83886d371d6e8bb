import { InvalidValue } from "@holdfast/cqrs";
import type { FastifyReply, FastifyRequest } from "fastify";

import { HttpProblem } from "../http-problem.ts";
import { InvalidRequest } from "../invalid-request.ts";
import { pathOf } from "../path-of.ts";
import type { Server } from "../server.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { parseIdempotencyKey } from "./idempotency-key.ts";
import { IDEMPOTENCY_PROBLEMS } from "./idempotency-problems.ts";
import { NoIdempotencyKey } from "./no-idempotency-key.ts";

/** What makes a request the same one when it comes again. */
export type Idempotency = {
  /** The key, without its quotes. Unique within a tenant only. */
  readonly key: string;
  /** See `fingerprintOf`; of the body as it was sent, before its schema filled in defaults. */
  readonly fingerprint: string;
};

/**
 * Looks up a request that came before: sets status and headers and returns the body, which goes
 * through the response schema of the route; undefined when the key was never used. Throws what is
 * to be answered instead, such as `idempotency_key_reused`.
 */
export type Replay = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Fields of the request that only this file knows. */
const KEY = Symbol("idempotency key");
const FOUND = Symbol("idempotency");

declare module "fastify" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be merged into Fastify's.
  interface FastifyRequest {
    /** Key and fingerprint of a POST or PATCH in a keyed scope. Reading it in another route of the scope throws `NoIdempotencyKey`. */
    idempotency: Idempotency;
    [KEY]: string | undefined;
    [FOUND]: Idempotency | undefined;
  }
}

const KEYED_METHODS: ReadonlySet<string> = new Set(["POST", "PATCH"]);

/**
 * Makes every POST and PATCH of a scope carry an Idempotency-Key: 400 without one, before the body is
 * read. The other methods ignore the header. A request that its schema refuses is looked up first, so
 * that what was answered once is answered again after a schema has become stricter. Call it before
 * the scope's routes are registered.
 */
export function keyedRequests(scope: Server, { replay }: { readonly replay: Replay }): void {
  scope.decorateRequest(KEY, undefined);
  scope.decorateRequest(FOUND, undefined);
  scope.decorateRequest("idempotency", {
    getter() {
      const { [FOUND]: found } = this;
      if (found === undefined) throw new NoIdempotencyKey();
      return found;
    },
  });
  scope.addHook("onRoute", (route) => {
    if ([route.method].flat().some((method) => KEYED_METHODS.has(method))) {
      route.attachValidation = true;
    }
  });
  scope.addHook("onRequest", (request, _reply, done) => {
    if (!KEYED_METHODS.has(request.method)) return done();
    const parsed = parseIdempotencyKey(request.headers["idempotency-key"]);
    if ("code" in parsed) return done(new HttpProblem(IDEMPOTENCY_PROBLEMS[parsed.code]));
    request[KEY] = parsed.key;
    return done();
  });
  scope.addHook("preValidation", (request, _reply, done) => {
    const { [KEY]: key } = request;
    if (key !== undefined) request[FOUND] = { key, fingerprint: fingerprint(request) };
    done();
  });
  const replayed = async (request: FastifyRequest, reply: FastifyReply, mistake: Error) => {
    const body = await replay(request, reply);
    if (body === undefined) throw mistake;
    return markReplayed(reply).send(body);
  };
  // A request without a mistake costs no promise.
  scope.addHook("preHandler", (request, reply, done) => {
    const { validationError } = request;
    return validationError === undefined ? done() : replayed(request, reply, validationError);
  });
}

/** Says that the answer is the one an earlier request with the same key was given. */
export function markReplayed(reply: FastifyReply): FastifyReply {
  return reply.header("idempotent-replayed", "true");
}

function fingerprint({ method, url, body }: FastifyRequest): string {
  try {
    return fingerprintOf(method, pathOf(url), body);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    const { code, message: detail } = error;
    throw new InvalidRequest([{ in: "body", pointer: "", code, detail }]);
  }
}
