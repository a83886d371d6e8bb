import { causeHook, createServer, HttpProblem, type Server } from "@holdfast/http";
import { type Access, tokenVerifier } from "@holdfast/http/access";

import { forbiddenAttempts } from "./adapters/http/forbidden-attempts.ts";
import { SERVICE_PROBLEMS } from "./adapters/http/service-problems.ts";
import { databaseReadiness } from "./adapters/postgres/database-readiness.ts";
import type { Config } from "./config.ts";
import { serveGopherPay } from "./serve-gopher-pay.ts";
import type { ServeParts } from "./serve-parts.ts";
import { serveReads } from "./serve-reads.ts";
import { serveWrites } from "./serve-writes.ts";

const VERSION = "0.1.0";
const DESCRIPTION =
  "A double-entry ledger: accounts, transfers, holds, reversals, exchange, and payments to the outside.";

/** The sheet's limit: a batch of 1,000 transfers with notes fits. */
const BODY_BYTES_MAX = 1024 * 1024;

/** The HTTP side of the service. */
export async function serve(parts: ServeParts): Promise<Server> {
  const { config, readDatabase, logger, metrics, isPrepared } = parts;
  const server = await createServer({
    service: "payments",
    version: VERSION,
    title: "Payments",
    description: DESCRIPTION,
    logger,
    metrics,
    readiness: databaseReadiness(readDatabase, isPrepared),
    limits: { bodyBytesMax: BODY_BYTES_MAX },
    problems: SERVICE_PROBLEMS,
    access: accessOf(parts),
    ...clientLimits(config),
  });
  await server.register(async (scope) => {
    addHooks(scope, isPrepared);
    await serveWrites(scope, parts);
    serveReads(scope, parts);
  });
  // A scope of its own: its clients know neither keys nor problems.
  await server.register(async (scope) => {
    addHooks(scope, isPrepared);
    await serveGopherPay(scope, parts);
  });
  return server;
}

function addHooks(scope: Server, isPrepared: ServeParts["isPrepared"]): void {
  scope.addHook("onRequest", causeHook);
  scope.addHook("onRequest", (_request, _reply, done) => {
    done(isPrepared() ? undefined : new HttpProblem(STARTING));
  });
}

const STARTING = {
  status: 503,
  code: "database_unavailable",
  title: "Service Unavailable",
  detail: "the service cannot reach its data",
  headers: { "retry-after": "1" },
} as const;

function accessOf({ access, config, logger, recordRefusal }: ServeParts): Access {
  const { HTTP_RPS_PER_TENANT: perSecond } = config;
  const onKeysFailure = (err: unknown): void =>
    logger.warn({ err }, "the issuer's keys were not loaded");
  const tokens = tokenVerifier({ ...access, onKeysFailure });
  return {
    tokens,
    ...(perSecond === 0 ? {} : { rateLimit: { perSecond } }),
    onForbidden: forbiddenAttempts(recordRefusal),
  };
}

/** Who a client is, and how much it may ask. */
function clientLimits({ HTTP_RPS_PER_IP: perSecond, HTTP_TRUST_PROXY: proxies }: Config) {
  return {
    ...(perSecond === 0 ? {} : { rateLimit: { perSecond } }),
    ...(proxies === undefined ? {} : { trustProxy: proxies }),
  };
}
