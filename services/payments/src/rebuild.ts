import { openDatabase } from "@holdfast/postgres";
import { runConfigured } from "@holdfast/service-start";
import { findDatabase } from "@holdfast/service-start/database";
import { openLogger } from "@holdfast/telemetry";

import { rebuildLedger } from "./adapters/postgres/rebuild-ledger.ts";
import { type Config, configHelp, paymentsConfig } from "./config.ts";
import { PLACE } from "./place.ts";

const USAGE = `Makes all accounts, transfers and quotes of one tenant of its log again, where they are not what it says.

  npm run rebuild -w services/payments -- TENANT      the tenant's uuid; stop the service first

It connects as DATABASE_ADMIN_URL, in one transaction: until it ends, nothing has changed. It refuses while the service
is connected, and while anybody else is at work in the tables.
`;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;
/** Between two signs of life. */
const TOLD_EVERY = 10_000;

async function rebuild(config: Config, tenant: string): Promise<void> {
  const { service, schema } = PLACE;
  const name = `${service}-rebuild`;
  const logger = openLogger({ service: name, level: "info", format: "human" });
  await using urls = await findDatabase(service, config, logger);
  const options = { url: urls.adminUrl, applicationName: name, max: 1 };
  await using admin = openDatabase(options);
  const onProgress = (events: number): void => {
    if (events % TOLD_EVERY === 0) logger.info(`${events} events so far`);
  };
  const events = await rebuildLedger(admin, { schema, tenant }, { onProgress });
  logger.info(`the ledgers of tenant ${tenant} are what their ${events} events say`);
}

const [tenant = ""] = process.argv.slice(2);
if (process.argv.includes("--help")) process.stdout.write(`${USAGE}\n${configHelp()}\n`);
else if (!UUID.test(tenant)) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  process.exitCode = await runConfigured(paymentsConfig, (config) =>
    rebuild(config, tenant.toLowerCase()),
  );
}
