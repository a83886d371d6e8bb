import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Believed } from "@holdfast/postgres/notary";
import { testDatabase, type TestDatabase } from "@holdfast/postgres/testing";
import { startServiceProcess } from "@holdfast/service-process";
import { generateKey, parseVerifierKey } from "@holdfast/transparency";

import { tokenMaker, type TokenMaker } from "./token-maker.ts";

const ENTRY = new URL("../../../services/payments/src/main.ts", import.meta.url);
const NOTARY = "bench.example/payments";
const MIGRATIONS = new URL("../../../services/payments/migrations/", import.meta.url);

/** The service as it runs in production, and who signs tokens for it. */
export type PaymentsService = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  readonly database: TestDatabase;
  readonly tokens: TokenMaker;
  /** Whose checkpoints of the log are good. */
  readonly believed: Believed;
};

/** Starts it on a fresh database, with everything on besides these settings; returns once it listens. */
export async function paymentsService(
  adminUrl: string,
  settings: Readonly<Record<string, string>>,
): Promise<PaymentsService> {
  await using held = new AsyncDisposableStack();
  const place = { service: "payments", schema: "payments", hasEventStore: true };
  const database = held.use(await testDatabase({ ...place, migrations: MIGRATIONS, adminUrl }));
  const folder = await mkdtemp(join(tmpdir(), "bench-payments-"));
  held.defer(() => rm(folder, { recursive: true }));
  const tokens = tokenMaker();
  const { signerKey, verifierKey } = generateKey(NOTARY);
  const files = await keyFiles(folder, { jwks: tokens.keySet, signerKey });
  const service = held.use(
    await startServiceProcess({
      entry: ENTRY,
      nodeArgs: [],
      env: {
        NODE_ENV: "production",
        DATABASE_URL: database.url,
        DATABASE_ADMIN_URL: database.adminUrl,
        DATABASE_SYSTEM_URL: database.systemUrl,
        AUTH_ISSUER: tokens.issuer,
        AUTH_AUDIENCE: tokens.audience,
        ...files,
        ...settings,
        HTTP_HOST: "127.0.0.1",
        HTTP_PORT: "0",
      },
    }),
  );
  const stop = held.move();
  const { url, pid } = service;
  const believed = believedOf(verifierKey);
  return { url, pid, database, tokens, believed, [Symbol.asyncDispose]: () => stop.disposeAsync() };
}

/** Writes the keys that a service in production has to be given, and names them as its environment does. */
async function keyFiles(
  folder: string,
  { jwks, signerKey }: { readonly jwks: string; readonly signerKey: string },
): Promise<Readonly<Record<string, string>>> {
  const contents = {
    AUTH_JWKS_FILE: jwks,
    CURSOR_KEY_FILE: randomBytes(32).toString("base64"),
    NOTARY_KEY_FILE: signerKey,
  };
  const paths: Record<string, string> = { NOTARY_WITNESS_FILE: join(folder, "checkpoints") };
  for (const [name, content] of Object.entries(contents)) {
    const path = join(folder, name);
    await writeFile(path, content);
    paths[name] = path;
  }
  return paths;
}

function believedOf(verifierKey: string): Believed {
  const verifier = parseVerifierKey(verifierKey);
  if (typeof verifier === "string") throw new TypeError(`the notary's key: ${verifier}`);
  return { origin: NOTARY, verifiers: [verifier] };
}
