import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { type DevelopmentIssuer, openDevelopmentIssuer } from "@holdfast/http/development-issuer";
import { databaseUrls } from "@holdfast/postgres/embedded";
import { type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

import { givenDatabase } from "../../config.ts";
import { ROOT } from "../../repository.ts";
import { freePort } from "../free-port.ts";
import { logFile } from "../log-file.ts";
import { DEMO_TENANTS, type DemoTenant } from "./demo-tenant.ts";
import { paymentsCaller } from "./payments-caller.ts";
import { paymentsWords } from "./payments-words.ts";
import { seedTenant } from "./seed-tenant.ts";
import { trickle } from "./trickle.ts";

const PAYMENTS_PORT = 8082;
const RAIL_PORT = 9002;
/** Long enough to try everything with the token that was printed. */
const SHOWN_TOKEN_MS = 12 * 60 * 60 * 1_000;
const OWN_TOKEN_MS = 10 * 60 * 1_000;

/** All that a route of the service may ask for. */
const PERMISSIONS = [
  "read:account",
  "write:account",
  "admin:account",
  "read:transfer",
  "write:transfer",
  "force:transfer",
  "write:fx",
  "read:payment",
  "write:payment",
  "admin:payment",
  "read:ledger",
  "read:event",
  "read:audit",
];

/** The payments of the demo: a rail, the service, two tenants and a trickle. */
export type PaymentsDemo = AsyncDisposable & {
  /** What to try on it. */
  readonly words: string;
};

/** Starts the rail and the service in the demo's folder, seeds two tenants, and lets money trickle. */
export async function startPaymentsDemo(directory: string): Promise<PaymentsDemo> {
  await using held = new AsyncDisposableStack();
  const log = held.use(await logFile(directory, "payments"));
  const place = { directory: join(directory, "postgres"), service: "payments" };
  const urls = held.use(await databaseUrls({ ...place, ...givenDatabase() }));
  const rail = held.use(await startRail(directory));
  const [bakery = DEMO_TENANTS[0], garage = bakery] = DEMO_TENANTS;
  if (bakery === undefined || garage === undefined) throw new RangeError("the demo has tenants");
  const service = held.use(
    await startServiceProcess({
      entry: entry("services/payments/src/main.ts"),
      env: {
        DATABASE_URL: urls.url,
        DATABASE_ADMIN_URL: urls.adminUrl,
        DATABASE_SYSTEM_URL: urls.systemUrl,
        HOLDFAST_DATA_DIR: directory,
        HTTP_PORT: String(await freePort(PAYMENTS_PORT)),
        GOPHERPAY_TENANT: garage.id,
        RAIL_URL: rail.url,
        LOG_FORMAT: "json",
      },
      onLine: (line) => log.write(line),
    }),
  );
  const issuer = await openDevelopmentIssuer({ directory, isProduction: false });
  const over = new AbortController();
  const trickles = await Promise.all(
    DEMO_TENANTS.map((tenant) => startTrickle({ tenant, service, issuer, signal: over.signal })),
  );
  held.defer(async () => {
    over.abort();
    await Promise.all(trickles.map(({ done }) => done));
  });
  const words = paymentsWords(service.url, await tokenOf(issuer, bakery, SHOWN_TOKEN_MS), bakery);
  const ended = held.move();
  return { words, [Symbol.asyncDispose]: () => ended.disposeAsync() };
}

function entry(path: string): URL {
  return pathToFileURL(join(ROOT, path));
}

async function startRail(directory: string): Promise<ServiceProcess> {
  const port = String(await freePort(RAIL_PORT));
  return startServiceProcess({
    entry: entry("standins/rail/src/main.ts"),
    args: ["--port", port, "--journal", join(directory, "rail.jsonl"), "--fault", "reject=0.1"],
    env: {},
  });
}

function tokenOf(
  issuer: DevelopmentIssuer,
  { id: tenantId }: DemoTenant,
  lifetimeMs: number,
): Promise<string> {
  return issuer.sign({ subject: "demo", tenantId, permissions: PERMISSIONS, lifetimeMs });
}

type Stage = {
  readonly tenant: DemoTenant;
  readonly service: ServiceProcess;
  readonly issuer: DevelopmentIssuer;
  readonly signal: AbortSignal;
};

/** Seeds a tenant, and lets its money trickle from then on. */
async function startTrickle({ tenant, service, issuer, signal }: Stage) {
  const newId = randomUUID;
  const token = (): Promise<string> => tokenOf(issuer, tenant, OWN_TOKEN_MS);
  const caller = paymentsCaller(service.url, token, newId);
  await seedTenant(tenant, caller);
  return { done: trickle({ tenant, caller, newId, random: Math.random, signal }) };
}
