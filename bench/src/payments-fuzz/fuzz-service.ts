import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Database, openDatabase } from "@holdfast/postgres";
import { testDatabase } from "@holdfast/postgres/testing";
import { startServiceProcess } from "@holdfast/service-process";

import { RailProcess } from "../payments-soak/rail-process.ts";
import { PAYMENTS_PLACE } from "../payments/payments-place.ts";
import { serviceKeys } from "../payments/service-keys.ts";
import { tokenMaker, type TokenMaker } from "../payments/token-maker.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";

const ENTRY = new URL("../../../services/payments/src/main.ts", import.meta.url);

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
  const database = held.use(await testDatabase({ ...PAYMENTS_PLACE, adminUrl }));
  const folder = await mkdtemp(join(tmpdir(), "fuzz-payments-"));
  held.defer(() => rm(folder, { recursive: true }));
  const tokens = tokenMaker();
  const keys = await serviceKeys(folder, tokens.keySet);
  const rail = held.use(await RailProcess.start(1));
  await rail.calm();
  const service = held.use(
    await startServiceProcess({
      entry: ENTRY,
      env: {
        NODE_ENV: "production",
        DATABASE_URL: database.url,
        DATABASE_ADMIN_URL: database.adminUrl,
        DATABASE_SYSTEM_URL: database.systemUrl,
        AUTH_ISSUER: tokens.issuer,
        AUTH_AUDIENCE: tokens.audience,
        GOPHERPAY_TENANT: GOPHER_PAY_TENANT,
        HTTP_HOST: "127.0.0.1",
        HTTP_PORT: "0",
        ...keys.env,
        ...rail.env,
      },
    }),
  );
  const admin = openDatabase({ url: database.adminUrl, applicationName: "fuzz", max: 1 });
  held.use(admin);
  const stop = held.move();
  return { url: service.url, tokens, admin, [Symbol.asyncDispose]: () => stop.disposeAsync() };
}
