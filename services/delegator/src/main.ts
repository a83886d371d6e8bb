import { BadConfiguration } from "@holdfast/config";
import { listen, stopSignal } from "@holdfast/http";
import { MigrationsPending, openDatabase } from "@holdfast/postgres";
import { NoBinaryForPlatform } from "@holdfast/postgres/embedded";
import { openLogger, openMetrics } from "@holdfast/telemetry";

import { historyReader } from "./adapters/postgres/history-reader.ts";
import { systemClock } from "./adapters/runtime/system-clock.ts";
import { factLog } from "./adapters/telemetry/fact-log.ts";
import { factMetrics } from "./adapters/telemetry/fact-metrics.ts";
import { MirrorWatch } from "./application/mirror-watch.ts";
import { configHelp, delegatorConfig, type Config } from "./config.ts";
import { prepareDatabase } from "./database.ts";
import { startIngestThread } from "./ingest-thread.ts";
import { SCHEMA } from "./schema.ts";
import { serve } from "./serve.ts";

/** Connections that answer requests; PostgreSQL on two cores gains nothing from more. */
const CONNECTIONS = 10;

async function run(config: Config): Promise<void> {
  const stopping = stopSignal(process);
  const logger = openLogger({
    service: "delegator",
    level: config.LOG_LEVEL,
    format: config.LOG_FORMAT ?? (config.LOG_HUMAN_FRIENDLY === true ? "human" : "json"),
  });
  const metrics = openMetrics({ service: "delegator" });
  await using urls = await prepareDatabase(config, logger);
  await using database = openDatabase({
    url: urls.url,
    applicationName: "delegator",
    max: CONNECTIONS,
    onConnectionError: (err) => logger.warn({ err }, "a database connection broke"),
  });
  const watch = new MirrorWatch(historyReader(database, SCHEMA), systemClock);
  const listeners = [factLog(logger), factMetrics(metrics, Date.now), watch.hear];
  await using ingest = startIngestThread(
    { ...config, DATABASE_URL: urls.url },
    {
      tell: (fact) => {
        for (const hear of listeners) hear(fact);
      },
      provisional: watch.showProvisional,
    },
  );
  await using server = await serve({ database, watch, logger, metrics });
  await watch.look();
  const { url } = await listen(server, { host: config.HTTP_HOST, port: config.HTTP_PORT });
  logger.info({ url }, "listening");
  await Promise.race([
    untilAborted(stopping),
    ingest.failed,
    watch.watch(stopping).then(() => untilAborted(stopping)),
  ]);
  logger.info("stopping");
}

function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}

function help(): string {
  return `Mirrors every Tezos delegation into PostgreSQL and serves any page of them.

  npm start -w services/delegator             runs it; without DATABASE_URL on an embedded server
  npm run migrate -w services/delegator       brings the schema up to date

${configHelp()}
`;
}

/** Mistakes of the person who starts it, in their words; undefined for what is ours. */
function startMistake(error: unknown, config: Config | undefined): string | undefined {
  if (error instanceof BadConfiguration || error instanceof MigrationsPending) return error.message;
  if (error instanceof NoBinaryForPlatform) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (
    config !== undefined &&
    (code === "EADDRINUSE" || code === "EACCES" || code === "EADDRNOTAVAIL")
  ) {
    return `cannot listen on ${config.HTTP_HOST}:${config.HTTP_PORT} (${code}): set HTTP_HOST or HTTP_PORT`;
  }
  return undefined;
}

async function main(): Promise<void> {
  let config: Config | undefined;
  try {
    config = delegatorConfig();
    await run(config);
  } catch (error) {
    const mistake = startMistake(error, config);
    if (mistake === undefined) throw error;
    process.stderr.write(`${mistake}\n`);
    process.exitCode = 2;
  }
}

if (process.argv.includes("--help")) process.stdout.write(help());
else await main();
