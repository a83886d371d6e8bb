import type { Server } from "@holdfast/http";
import { keyedRequests } from "@holdfast/http/idempotency";

import { accountWriteRoutes } from "./adapters/http/account-write-routes.ts";
import { batchRoute } from "./adapters/http/batch-route.ts";
import { demandingForce } from "./adapters/http/demand-force.ts";
import { documentHeadersOnly } from "./adapters/http/documented-headers.ts";
import { fxWriteRoutes } from "./adapters/http/fx-write-routes.ts";
import { ledgerWrites } from "./adapters/http/ledger-writes.ts";
import { reverseRoute, transferWriteRoutes } from "./adapters/http/transfer-write-routes.ts";
import type { ServeParts } from "./serve-parts.ts";

/** What changes the ledger, each under a key. */
export function serveWrites(scope: Server, parts: ServeParts): void {
  const { newId, nowMs, recordRefusal } = parts;
  documentHeadersOnly(scope);
  const writes = ledgerWrites(parts);
  keyedRequests(scope, { replay: writes.replay });
  accountWriteRoutes(scope, writes, { newId });
  transferWriteRoutes(scope, { writes, newId });
  reverseRoute(scope, { writes, newId, demandForce: demandingForce(recordRefusal) });
  batchRoute(scope, { writes, newId });
  fxWriteRoutes(scope, writes, { newId, nowMs });
}
