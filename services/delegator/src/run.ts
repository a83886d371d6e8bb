import { listen, stopSignal } from "@holdfast/http";
import { openDatabase } from "@holdfast/postgres";
import { openLogger, openMetrics } from "@holdfast/telemetry";

import { historyReader } from "./adapters/postgres/history-reader.ts";
import { systemClock } from "./adapters/runtime/system-clock.ts";
import { factLog } from "./adapters/telemetry/fact-log.ts";
import { factMetrics } from "./adapters/telemetry/fact-metrics.ts";
import { MirrorWatch } from "./application/mirror-watch.ts";
import { type Config } from "./config.ts";
import { prepareDatabase } from "./database.ts";
import { type IngestThread } from "./ingest-thread.ts";
import { SCHEMA } from "./schema.ts";
import { serve } from "./serve.ts";

/** Connections that answer requests; PostgreSQL on two cores gains nothing from more. */
const CONNECTIONS = 10;

/** Serves until it is told to stop; the thread has been started and waits for its database. */
export async function run(config: Config, ingest: IngestThread): Promise<void> {
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
  ingest.begin(urls.url, {
    tell: (fact) => {
      for (const hear of listeners) hear(fact);
    },
    provisional: watch.showProvisional,
  });
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
