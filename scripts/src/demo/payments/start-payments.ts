import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { type DevelopmentIssuer, openDevelopmentIssuer } from "@holdfast/http/development-issuer";
import { PaymentsClient } from "@holdfast/payments/client";
import { databaseUrls } from "@holdfast/postgres/embedded";
import { type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

import { givenDatabase } from "../../config.ts";
import { ROOT } from "../../repository.ts";
import { freePort } from "../free-port.ts";
import { logFile } from "../log-file.ts";
import { DEMO_TENANTS, type DemoTenant } from "./demo-tenant.ts";
import { paymentsWords } from "./payments-words.ts";
import { seedTenant } from "./seed-tenant.ts";
import { TrickleTally } from "./trickle-tally.ts";
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

/** Starts the rail and the service in the demo's folder, seeds two tenants, and lets money trickle; tells what came of it. */
export async function startPaymentsDemo(
  directory: string,
  say: (text: string) => void,
): Promise<PaymentsDemo> {
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
  const tally = new TrickleTally(say);
  const trickles = await Promise.all(
    DEMO_TENANTS.map((tenant) =>
      startTrickle({ tenant, service, issuer, tally, signal: over.signal }),
    ),
  );
  held.defer(async () => {
    over.abort();
    await Promise.all(trickles.map(({ done }) => done));
    say(tally.line());
  });
  const shown = async (tenant: DemoTenant) => ({
    tenant,
    token: await tokenOf(issuer, tenant, SHOWN_TOKEN_MS),
  });
  const words = paymentsWords(service.url, await shown(bakery), await shown(garage));
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
  readonly tally: TrickleTally;
  readonly signal: AbortSignal;
};

/** Seeds a tenant, and lets its money trickle from then on. */
async function startTrickle({ tenant, service, issuer, tally, signal }: Stage) {
  const token = (): Promise<string> => tokenOf(issuer, tenant, OWN_TOKEN_MS);
  const client = new PaymentsClient({ url: service.url, token });
  await seedTenant(tenant, client);
  return { done: trickle({ tenant, client, tally, random: Math.random, signal }) };
}
