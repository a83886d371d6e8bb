import { openLogger } from "@holdfast/telemetry";

import { type Config, configHelp, delegatorConfig } from "./config.ts";
import { bringUpToDate, findDatabase } from "./database.ts";
import { startMistake } from "./start-mistake.ts";

function help(): string {
  return `Brings the delegator's schema up to date, in the database or else on the embedded server.

  npm run migrate -w services/delegator       applies what is missing and ends

${configHelp()}
`;
}

async function applyMigrations(config: Config): Promise<void> {
  const logger = openLogger({ service: "delegator-migrate", level: "info", format: "human" });
  await using urls = await findDatabase(config, logger);
  const applied = await bringUpToDate(urls.adminUrl, logger);
  logger.info(applied.length === 0 ? "nothing to do" : `${applied.length} applied`);
}

async function main(): Promise<void> {
  let config: Config | undefined;
  try {
    config = delegatorConfig();
    await applyMigrations(config);
  } catch (error) {
    const mistake = startMistake(error, config);
    if (mistake === undefined) throw error;
    process.stderr.write(`${mistake}\n`);
    process.exitCode = 2;
  }
}

if (process.argv.includes("--help")) process.stdout.write(help());
else await main();
