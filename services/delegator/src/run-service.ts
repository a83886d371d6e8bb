import { setTimeout as sleep } from "node:timers/promises";

import { stopSignal } from "@holdfast/http/stop-signal";
import { findDatabase, untilPrepared } from "@holdfast/service-start/database";
import { openLogger, openMetrics } from "@holdfast/telemetry";

import { historyReader } from "./adapters/postgres/history-reader.ts";
import { mirrorState } from "./adapters/postgres/mirror-state.ts";
import { systemClock } from "./adapters/runtime/system-clock.ts";
import { factLog } from "./adapters/telemetry/fact-log.ts";
import { factMetrics } from "./adapters/telemetry/fact-metrics.ts";
import { MirrorWatch } from "./application/mirror-watch.ts";
import { sharedReading } from "./application/shared-reading.ts";
import type { SyncFact } from "./application/sync-fact.ts";
import type { Config } from "./config.ts";
import type { IngestThread } from "./ingest-thread.ts";
import { openPools } from "./open-pools.ts";
import { PLACE } from "./place.ts";
import { reapDaily } from "./reap-daily.ts";
import { SCHEMA } from "./schema.ts";

const PREPARE_MS = 1_000;

/** Runs the service until it is told to stop. The thread has been started and waits to begin. */
export async function run(config: Config, ingest: IngestThread): Promise<void> {
  const stopping = stopSignal(process);
  const logger = openLogger({
    service: "delegator",
    level: config.LOG_LEVEL,
    format: config.LOG_FORMAT ?? (config.LOG_HUMAN_FRIENDLY === true ? "human" : "json"),
  });
  const metrics = openMetrics({ service: "delegator" });
  await using urls = await findDatabase(PLACE.service, config, logger);
  await using pools = openPools(urls.url, config, logger);
  const { database } = pools;
  // Told to stop before the database goes away, so that the page being written is finished and the lease given back.
  await using _ingest = ingest;
  const watch = new MirrorWatch(historyReader(database, SCHEMA), systemClock);
  const listeners = [factLog(logger), factMetrics(metrics, Date.now), watch.hear];
  const tell = (fact: SyncFact): void => {
    for (const hear of listeners) hear(fact);
  };
  ingest.prepare({ ...config, DATABASE_URL: urls.url });
  ingest.hear({ tell, provisional: watch.showProvisional });
  const prepare = async (): Promise<void> => {
    const isProduction = config.NODE_ENV === "production";
    const starting = { ...PLACE, isProduction, logger, signal: stopping };
    if (!(await untilPrepared(urls, starting))) return;
    ingest.begin();
    await watch.look();
  };
  const prepared = prepare();
  prepared.catch(() => undefined); // The race at the end reports it.
  // The database first: from then on the history is loaded, and only then what answers requests, which takes as long as a
  // request or two. A database that is there is known before the first answer; one that is away is no reason not to say
  // so.
  await Promise.race([prepared, sleep(PREPARE_MS, undefined, { ref: false })]);
  const [{ listen }, { serve }, { startFeed }] = await Promise.all([
    import("@holdfast/http"),
    import("./serve.ts"),
    import("./start-feed.ts"),
  ]);
  await using changes = startFeed({ database, logger });
  const { feed } = changes;
  const readState = sharedReading(mirrorState(database, SCHEMA));
  await using server = await serve({ ...pools, config, feed, watch, readState, logger, metrics });
  // Ends before the server, which waits for what it has begun: streams do not end by themselves.
  await using _streams = changes;
  const { url } = await listen(server, { host: config.HTTP_HOST, port: config.HTTP_PORT });
  logger.info({ url }, "listening");
  await using _reaping = reapDaily({ systemUrl: urls.systemUrl, logger });
  await Promise.race([
    untilAborted(stopping),
    ingest.failed,
    prepared.then(() => watch.watch(stopping)).then(() => untilAborted(stopping)),
  ]);
  logger.info("stopping");
}

function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
