import { configHelp, delegatorConfig, type Config } from "./config.ts";
import { startIngestThread } from "./ingest-thread.ts";
import { startMistake } from "./start-mistake.ts";

function help(): string {
  return `Mirrors every Tezos delegation into PostgreSQL and serves any page of them.

  npm start -w services/delegator             runs it; without DATABASE_URL on an embedded server
  npm run migrate -w services/delegator       brings the schema up to date

${configHelp()}
`;
}

async function main(): Promise<void> {
  let config: Config | undefined;
  try {
    config = delegatorConfig();
    // The two threads load their code side by side: page 1 comes a third of a second earlier.
    await using ingest = startIngestThread(config);
    const { run } = await import("./run.ts");
    await run(config, ingest);
  } catch (error) {
    const mistake = startMistake(error, config);
    if (mistake === undefined) throw error;
    process.stderr.write(`${mistake}\n`);
    process.exitCode = 2;
  }
}

if (process.argv.includes("--help")) process.stdout.write(help());
else await main();
