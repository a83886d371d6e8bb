import type { Server } from "@holdfast/http";
import { keyedRequests } from "@holdfast/http/idempotency";

import { accountWriteRoutes } from "./adapters/http/account-write-routes.ts";
import { batchRoute } from "./adapters/http/batch-route.ts";
import { demandingForce } from "./adapters/http/demand-force.ts";
import { documentHeadersOnly } from "./adapters/http/documented-headers.ts";
import { fxWriteRoutes } from "./adapters/http/fx-write-routes.ts";
import { ledgerWrites } from "./adapters/http/ledger-writes.ts";
import { paymentWrites } from "./adapters/http/payment-writes.ts";
import { RememberedAnswers } from "./adapters/http/remembered-answers.ts";
import { reverseRoute, transferWriteRoutes } from "./adapters/http/transfer-write-routes.ts";
import { paymentDoor } from "./adapters/postgres/payment-door.ts";
import type { ServeParts } from "./serve-parts.ts";
import { servePayments } from "./serve-payments.ts";

/** What changes the ledger or pays to the outside, each under a key. */
export async function serveWrites(scope: Server, parts: ServeParts): Promise<void> {
  const { config, newId, recordRefusal, whenLost } = parts;
  documentHeadersOnly(scope);
  const remembered = new RememberedAnswers({
    nowMs: () => performance.now(),
    bytesMax: config.REPLAY_MEMORY_BYTES,
  });
  whenLost(() => remembered.forgetAll());
  const writes = ledgerWrites({ ...parts, remembered });
  const payments = paymentWrites({ door: paymentDoor(parts), recordRefusal });
  keyedRequests(scope, {
    replay: async (request, reply) =>
      (await payments.replay(request, reply)) ?? writes.replay(request, reply),
  });
  accountWriteRoutes(scope, writes, { newId });
  transferWriteRoutes(scope, { writes, newId });
  reverseRoute(scope, { writes, newId, demandForce: demandingForce(recordRefusal) });
  batchRoute(scope, { writes, newId });
  fxWriteRoutes(scope, writes, { newId });
  await servePayments(scope, parts, payments);
}
