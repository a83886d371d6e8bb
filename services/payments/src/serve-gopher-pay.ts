import type { Server } from "@holdfast/http";

import { derivedId } from "./adapters/http/derived-id.ts";
import { gopherPayRoutes } from "./adapters/http/gopher-pay/gopher-pay-routes.ts";
import { accountHistory } from "./adapters/postgres/account-history.ts";
import { accountList } from "./adapters/postgres/account-list.ts";
import { accountReader } from "./adapters/postgres/account-reader.ts";
import { GopherPay } from "./application/gopher-pay.ts";
import { SCHEMA } from "./schema.ts";
import type { ServeParts } from "./serve-parts.ts";

/** GopherPay over the ledger of the tenant that is configured for it, if one is. */
export async function serveGopherPay(scope: Server, parts: ServeParts): Promise<void> {
  const { config, readDatabase: database, door, newId } = parts;
  const { GOPHERPAY_TENANT: tenant } = config;
  if (tenant === undefined) return;
  const gopherPay = new GopherPay({
    tenant,
    door,
    accounts: accountReader(database, SCHEMA),
    list: accountList(database, SCHEMA),
    history: accountHistory(database, SCHEMA),
    idOf: (name) => derivedId(tenant, `gopherpay ${name}`),
    newId,
  });
  await scope.register(
    (nested, _options, done) => {
      gopherPayRoutes(nested, gopherPay);
      done();
    },
    { prefix: "/api/v1" },
  );
}
