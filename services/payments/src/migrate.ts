import { runConfigured } from "@holdfast/service-start";
import { applyMigrations } from "@holdfast/service-start/database";

import { configHelp, paymentsConfig } from "./config.ts";
import { PLACE } from "./place.ts";

function help(): string {
  return `Brings the ledger's schema up to date, in the database or else on the embedded server.

  npm run migrate -w services/payments        applies what is missing and ends

${configHelp()}
`;
}

if (process.argv.includes("--help")) process.stdout.write(help());
else {
  process.exitCode = await runConfigured(paymentsConfig, (config) =>
    applyMigrations(PLACE, config),
  );
}
