import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { testDatabase, type TestDatabase } from "@holdfast/postgres/testing";
import { startServiceProcess } from "@holdfast/service-process";

import { PAYMENTS_PLACE } from "./payments-place.ts";
import { type ServiceKeys, serviceKeys } from "./service-keys.ts";
import { tokenMaker, type TokenMaker } from "./token-maker.ts";

const ENTRY = new URL("../../../services/payments/src/main.ts", import.meta.url);
/** As under the service's `npm start`. */
const NODE_ARGS = ["--use-largepages=silent"];

/** The service as it runs in production, and who signs tokens for it. */
export type PaymentsService = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  readonly database: TestDatabase;
  readonly tokens: TokenMaker;
  /** What it signs with. */
  readonly keys: ServiceKeys;
};

/** Starts it on a fresh database, with everything on besides these settings; returns once it listens. */
export async function paymentsService(
  adminUrl: string,
  settings: Readonly<Record<string, string>>,
): Promise<PaymentsService> {
  await using held = new AsyncDisposableStack();
  const database = held.use(await testDatabase({ ...PAYMENTS_PLACE, adminUrl }));
  const folder = await mkdtemp(join(tmpdir(), "bench-payments-"));
  held.defer(() => rm(folder, { recursive: true }));
  const tokens = tokenMaker();
  const keys = await serviceKeys(folder, tokens.keySet);
  const service = held.use(
    await startServiceProcess({
      entry: ENTRY,
      nodeArgs: NODE_ARGS,
      env: {
        NODE_ENV: "production",
        DATABASE_URL: database.url,
        DATABASE_ADMIN_URL: database.adminUrl,
        DATABASE_SYSTEM_URL: database.systemUrl,
        AUTH_ISSUER: tokens.issuer,
        AUTH_AUDIENCE: tokens.audience,
        ...keys.env,
        ...settings,
        HTTP_HOST: "127.0.0.1",
        HTTP_PORT: "0",
      },
    }),
  );
  const stop = held.move();
  const { url, pid } = service;
  return { url, pid, database, tokens, keys, [Symbol.asyncDispose]: () => stop.disposeAsync() };
}
