import { setTimeout as sleep } from "node:timers/promises";

import { listen } from "@holdfast/http";
import { accessSettings, type AccessSettings } from "@holdfast/http/access";
import { openDevelopmentIssuer } from "@holdfast/http/development-issuer";
import { stopSignal } from "@holdfast/http/stop-signal";
import { openKernel } from "@holdfast/kernel";
import { uuidV7Source } from "@holdfast/postgres/event-store";
import { dataDirectory, findDatabase, untilPrepared } from "@holdfast/service-start/database";
import { type Logger, openLogger, openMetrics, registeredTracer } from "@holdfast/telemetry";

import { recallCommand } from "./adapters/postgres/recall-command.ts";
import { refusedAttempts } from "./adapters/postgres/refused-attempts.ts";
import type { Config } from "./config.ts";
import { openDoor } from "./open-door.ts";
import { openPayments } from "./open-payments.ts";
import { openPools } from "./open-pools.ts";
import { openReading } from "./open-reading.ts";
import { openSealing } from "./open-sealing.ts";
import { PLACE } from "./place.ts";
import { openSecrets } from "./secrets.ts";
import { serve } from "./serve.ts";
import { tendLedger } from "./tend-ledger.ts";

/** A database that is there is prepared before the first answer; one that is away is no reason not to say so. */
const PREPARE_MS = 1_000;

/** Runs the service until it is told to stop; then what was begun is finished, from the outside inwards. */
export async function run(config: Config): Promise<void> {
  const { service, schema } = PLACE;
  const stopping = stopSignal(process);
  const { LOG_LEVEL: level, LOG_FORMAT: format = "json" } = config;
  const logger = openLogger({ service, level, format });
  const metrics = openMetrics({ service });
  const isProduction = config.NODE_ENV === "production";
  const access = await accessOf(config, isProduction);
  await using urls = await findDatabase(service, config, logger);
  await using pools = openPools(urls, logger);
  const secrets = await openSecrets(config, isProduction);
  const preparing = { ...PLACE, isProduction, logger, signal: stopping };
  const preparation = prepare(urls, preparing);
  const { prepared, isPrepared } = preparation;
  await using kernel = openKernel({
    ...pools,
    schema,
    ...oncePrepared(preparation, openSealing(pools, secrets)),
    metrics,
    tracer: registeredTracer(service),
    onError: (err, where) => logger.warn({ err, where }, "tried again"),
  });
  // Before the kernel, which waits for erasures, which wait for it.
  using _preparation = preparation;
  // A ledger has numbers and accounts, and nothing that would be sealed.
  const { database, whenLost } = pools;
  const place = { database, store: kernel.unsealed, schema, whenLost, onFault: faultsTo(logger) };
  const newId = uuidV7Source(Date.now);
  const isOutage = (error: unknown): boolean => kernel.subscriptions.isTransient(error);
  await using door = openDoor(config, { place, metrics, isOutage });
  const reading = openReading({ config, secrets, pools, metrics });
  const pay = openPayments({ ...pools, kernel, schema, config, door, logger, metrics });
  const tended = prepared.then((isReady) => {
    if (!isReady) return undefined;
    const ledger = { kernel, pools, door, ...reading, metrics, logger };
    return Promise.all([tendLedger(ledger, stopping), pay?.(stopping)]);
  });
  tended.catch(() => undefined); // Whoever waits for it at the end reports it.
  await Promise.race([prepared, sleep(PREPARE_MS, undefined, { ref: false })]);
  await using server = await serve({
    ...pools,
    config,
    access,
    store: kernel.store,
    door,
    recall: recallCommand(place),
    recordRefusal: refusedAttempts({ ...place, nowMs: Date.now, newId }),
    newId,
    nowMs: Date.now,
    ...reading,
    stopping,
    logger,
    metrics,
    isPrepared,
  });
  const { url } = await listen(server, { host: config.HTTP_HOST, port: config.HTTP_PORT });
  logger.info({ url }, "listening");
  await tended;
  logger.info("stopping");
}

type Preparation = Disposable & {
  /** False if it was given up. */
  readonly prepared: Promise<boolean>;
  readonly isPrepared: () => boolean;
};

/** Makes the database ready, and tells when it is; disposal gives it up. */
function prepare(...[urls, options]: Parameters<typeof untilPrepared>): Preparation {
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  let isDone = false;
  const prepared = untilPrepared(urls, { ...options, signal }).then((is) => (isDone = is));
  prepared.catch(() => undefined); // Whoever waits for it reports it.
  return { prepared, isPrepared: () => isDone, [Symbol.dispose]: () => over.abort() };
}

/** Erasures are looked for in tables: not before they are there, and not at all if they never are. */
function oncePrepared(
  { prepared }: Preparation,
  { sealing, unfinishedErasures }: ReturnType<typeof openSealing>,
): ReturnType<typeof openSealing> {
  const ready = prepared.catch(() => false);
  const finish = async () => ((await ready) ? unfinishedErasures?.() : undefined);
  return { sealing, unfinishedErasures: finish };
}

/** The issuer that was configured, or else the one for development. */
async function accessOf(config: Config, isProduction: boolean): Promise<AccessSettings> {
  const configured = accessSettings(config);
  if (configured !== undefined) return configured;
  const directory = dataDirectory(config);
  return (await openDevelopmentIssuer({ directory, isProduction })).settings;
}

function faultsTo(logger: Logger): (err: unknown) => void {
  return (err) => logger.error({ err }, "was posted under locks instead");
}
