import { configHelp, delegatorConfig, type Config } from "./config.ts";
import { startIngestThread } from "./ingest-thread.ts";

function help(): string {
  return `Mirrors every Tezos delegation into PostgreSQL and serves any page of them.

  npm start -w services/delegator             runs it; without DATABASE_URL on an embedded server
  npm run migrate -w services/delegator       brings the schema up to date

${configHelp()}
`;
}

/** Errors whose message says what to do; told by name, since their classes load only when they are needed. */
const TOLD_IN_WORDS: ReadonlySet<string> = new Set([
  "BadConfiguration",
  "EmbeddedStartFailed",
  "MigrationFailed",
  "MigrationRefused",
  "MigrationsPending",
  "NoBinaryForPlatform",
  "RolesUnusable",
]);
const CANNOT_LISTEN: ReadonlySet<unknown> = new Set(["EADDRINUSE", "EACCES", "EADDRNOTAVAIL"]);

/** Mistakes of the person who starts it, in their words; undefined for what is ours. */
function startMistake(error: unknown, config: Config | undefined): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (TOLD_IN_WORDS.has(error.name)) return error.message;
  const code = "code" in error ? error.code : undefined;
  if (config === undefined || !CANNOT_LISTEN.has(code)) return undefined;
  const { HTTP_HOST, HTTP_PORT } = config;
  return `cannot listen on ${HTTP_HOST}:${HTTP_PORT} (${String(code)}): set HTTP_HOST or HTTP_PORT`;
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
