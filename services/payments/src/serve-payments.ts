import { HttpProblem, type Server } from "@holdfast/http";

import { paymentRoutes } from "./adapters/http/payment-routes.ts";
import { paymentWriteRoutes } from "./adapters/http/payment-write-routes.ts";
import type { PaymentWrites } from "./adapters/http/payment-writes.ts";
import { accountReader } from "./adapters/postgres/account-reader.ts";
import { paymentList } from "./adapters/postgres/payment-list.ts";
import { paymentReader } from "./adapters/postgres/payment-reader.ts";
import { SCHEMA } from "./schema.ts";
import type { ServeParts } from "./serve-parts.ts";

/** Payments to the outside. Without a rail they are refused as long as there is none, not lost. */
export async function servePayments(
  scope: Server,
  { config, readDatabase, store, newId, tokens }: ServeParts,
  writes: PaymentWrites,
): Promise<void> {
  const { RAIL_URL: rail } = config;
  const read = paymentReader(store);
  await scope.register((nested: Server, _options, done) => {
    if (rail === undefined) {
      nested.addHook("preParsing", async () => {
        throw new HttpProblem(NOT_CONFIGURED);
      });
    }
    paymentWriteRoutes(nested, {
      writes,
      accounts: accountReader(readDatabase, SCHEMA),
      read,
      newId,
    });
    paymentRoutes(nested, {
      read,
      list: paymentList(readDatabase, SCHEMA),
      cursors: tokens.cursors,
    });
    done();
  });
}

/** Not 503: it does not pass until an operator names a rail. */
const NOT_CONFIGURED = {
  status: 501,
  code: "rail_not_configured",
  title: "Not Implemented",
  detail: "this service is not connected to a rail that pays to the outside",
} as const;
