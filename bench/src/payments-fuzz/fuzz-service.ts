import { type Database, openDatabase } from "@holdfast/postgres";

import { RailProcess } from "../payments-soak/rail-process.ts";
import { paymentsService } from "../payments/payments-service.ts";
import type { TokenMaker } from "../payments/token-maker.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";

/** Whose ledger the routes of GopherPay show. */
export const GOPHER_PAY_TENANT = "00000000-0000-4000-8000-00000000c0de";

/** The service on a database of its own, with a rail and with GopherPay. */
export type FuzzService = AsyncDisposable & {
  readonly url: string;
  readonly tokens: TokenMaker;
  /** As one who sees every tenant. */
  readonly admin: Database;
};

/** Starts it as it runs in production. */
export async function fuzzService(): Promise<FuzzService> {
  await using held = new AsyncDisposableStack();
  const { adminUrl } = held.use(await temporaryDatabaseServer());
  const rail = held.use(await RailProcess.start(1));
  await rail.calm();
  const settings = { GOPHERPAY_TENANT: GOPHER_PAY_TENANT, ...rail.env };
  const { url, tokens, database } = held.use(await paymentsService(adminUrl, settings));
  const admin = openDatabase({ url: database.adminUrl, applicationName: "fuzz", max: 1 });
  held.use(admin);
  const stop = held.move();
  return { url, tokens, admin, [Symbol.asyncDispose]: () => stop.disposeAsync() };
}
