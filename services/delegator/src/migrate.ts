import { runConfigured } from "@holdfast/service-start";
import { applyMigrations } from "@holdfast/service-start/database";

import { configHelp, delegatorConfig } from "./config.ts";
import { PLACE } from "./place.ts";

function help(): string {
  return `Brings the delegator's schema up to date, in the database or else on the embedded server.

  npm run migrate -w services/delegator       applies what is missing and ends

${configHelp()}
`;
}

if (process.argv.includes("--help")) process.stdout.write(help());
else {
  process.exitCode = await runConfigured(delegatorConfig, (config) =>
    applyMigrations(PLACE, config),
  );
}
