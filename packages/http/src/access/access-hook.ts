import type { FastifyReply, FastifyRequest } from "fastify";

import { HttpProblem } from "../http-problem.ts";
import { rateLimitGate } from "../rate-limit-gate.ts";
import type { RateLimit } from "../rate-limit.ts";
import { forbidden, unauthorized } from "./access-problems.ts";
import { bearerToken } from "./bearer-token.ts";
import { NoPrincipal } from "./no-principal.ts";
import type { Permission } from "./permission.ts";
import type { Principal } from "./principal.ts";
import { routeAccess, type RouteAccess } from "./route-access.ts";
import type { TokenVerifier, Verdict } from "./token-verifier.ts";

/** Somebody who is known asked for what is not theirs to do. */
export type Forbidden = {
  readonly request: FastifyRequest;
  readonly principal: Principal;
  /** The first permission that is missing. */
  readonly permission: Permission;
};

/** How a server knows who may do what. */
export type Access = {
  /** Tells whom a token is about. */
  readonly tokens: TokenVerifier;
  /** Requests a tenant may make; no limit when left out. */
  readonly rateLimit?: RateLimit;
  /**
   * Told of each 403 before it is answered, and waited for; not of those beyond the tenant's rate
   * limit, so that nobody fills an audit by asking. What it throws is answered instead.
   */
  readonly onForbidden?: (forbidden: Forbidden) => void | Promise<void>;
};

/** Where the hook keeps who a request is from: a field of the request, since a WeakMap would take 2 microseconds. */
export const FOUND = Symbol("principal");

declare module "fastify" {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be merged into Fastify's.
  interface FastifyRequest {
    [FOUND]: Principal | undefined;
  }
}

/** The principal of a request; throws NoPrincipal where none was found, in public routes. */
export function principalOf(request: FastifyRequest): Principal {
  const principal = request[FOUND];
  if (principal !== undefined) return principal;
  const { method, url } = request.routeOptions;
  throw new NoPrincipal({ method: String(method), url });
}

/** Checks token (401), permissions (403) and the tenant's rate limit (429), in this order, before anything is read. */
export function accessHook({ tokens, rateLimit, onForbidden }: Access) {
  const gate = rateLimit === undefined ? () => undefined : rateLimitGate(rateLimit, TENANT);

  function judge(verdict: Verdict, { request, reply, permissions }: Asking): Judgement {
    if (typeof verdict === "string") return new HttpProblem(unauthorized(verdict));
    const permission = permissions.find((each) => !verdict.permissions.has(each));
    request[FOUND] = verdict;
    const excess = gate(verdict.tenantId, reply);
    if (permission === undefined) return excess;
    const refusal = new HttpProblem(forbidden(permission));
    if (onForbidden === undefined || excess !== undefined) return refusal;
    const audited = Promise.try(onForbidden, { request, principal: verdict, permission });
    return audited.then(() => refusal);
  }

  function judgement(asking: Asking): Judgement {
    const found = bearerToken(asking.request.headers.authorization);
    if ("reason" in found) return judge(found.reason, asking);
    const verdict = tokens(found.token);
    if (!(verdict instanceof Promise)) return judge(verdict, asking);
    return verdict.then((each) => judge(each, asking));
  }

  // Whoever is known already costs no promise.
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => {
    const access = accessOf(request);
    if (access === "public") return done();
    const judged = judgement({ request, reply, permissions: access.permissions });
    return judged instanceof Promise ? thrown(judged) : done(judged);
  };
}

/** What a request is refused with, undefined when it may go on. */
type Judgement = Error | undefined | Promise<Error | undefined>;

async function thrown(judged: Promise<Error | undefined>): Promise<void> {
  const refusal = await judged;
  if (refusal !== undefined) throw refusal;
}

const TENANT = { name: "tenant", detail: "too many requests of this tenant" };

type Asking = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly permissions: readonly Permission[];
};

/** A route that was registered before there was access control has no entry, and is closed. */
function accessOf({ routeOptions, method }: FastifyRequest): RouteAccess {
  const { url = "", config } = routeOptions;
  return config.access ?? routeAccess({ method, url, config });
}
